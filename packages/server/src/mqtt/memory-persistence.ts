import { createRequire } from "node:module";
import type { Readable } from "node:stream";

/** A packet with what the broker adds to find it again. */
export interface StoredPacket {
  cmd?: string;
  topic?: string;
  payload?: Uint8Array | string;
  messageId?: number | undefined;
  brokerId?: string | undefined;
  brokerCounter?: number | undefined;
  clientId?: string | undefined;
}

export interface StoredSubscription {
  readonly topic: string;
  readonly qos: number;
}

interface Owner {
  readonly id: string;
}

/** The parts of aedes' own persistence that ours builds on; its package types its root only, which has other signatures. */
interface Memory {
  setup(broker: unknown): Promise<void>;
  storeRetained(packet: StoredPacket): Promise<void>;
  createRetainedStream(pattern: string): Readable;
  addSubscriptions(client: Owner, subscriptions: readonly StoredSubscription[]): Promise<void>;
  removeSubscriptions(client: Owner, topics: readonly string[]): Promise<void>;
  cleanSubscriptions(client: Owner): Promise<void>;
  outgoingEnqueue(subscription: { clientId: string }, packet: StoredPacket): Promise<void>;
  outgoingEnqueueCombi(
    subscriptions: readonly { clientId: string }[],
    packet: StoredPacket,
  ): Promise<void>;
  outgoingUpdate(client: Owner, packet: StoredPacket): Promise<void>;
  outgoingClearMessageId(client: Owner, packet: StoredPacket): Promise<StoredPacket | undefined>;
  outgoingStream(client: Owner): Readable;
  incomingStorePacket(client: Owner, packet: StoredPacket): Promise<void>;
  incomingDelPacket(client: Owner, packet: StoredPacket): Promise<void>;
  cleanIncoming(client: Owner): Promise<void>;
  putWill(client: Owner, packet: StoredPacket): Promise<void>;
  delWill(client: Owner): Promise<StoredPacket | undefined>;
}

interface MemoryConstructor {
  readonly Packet: { new (from: object): StoredPacket; readonly prototype: StoredPacket };
  new (): Memory;
}

const require = createRequire(import.meta.url);

/** What a broker has to remember, for as long as it lives. */
export const MemoryPersistence: MemoryConstructor =
  require("aedes-persistence/asyncPersistence.js") as MemoryConstructor;
