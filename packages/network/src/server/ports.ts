import type { Aes, Clock, DeviceId, Eui64, KeyStore, Random } from "@lorats/base";
import type { Cursor, EventLog, NewEvent, Reception } from "@lorats/events";
import type { JoinServer } from "../join-server/join-server.ts";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkQueue } from "../ports/downlink-queue.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { Registry } from "../registry/registry.ts";

/** An event that is durable now. */
export interface PublishedEvent {
  readonly event: NewEvent;
  readonly position: Cursor;
}

/** What trust has to say of frames. It sees them in the order in which they are decided. */
export interface Assessor {
  /** Brings into memory what judging frames of these devices takes. */
  prepare(devices: readonly DeviceId[]): Promise<void>;
  /**
   * Judges a frame after those before it, also within one batch. The events are appended together with the uplink's.
   *
   * @param receptions those the uplink rests on
   */
  assess(uplink: NewEvent<"uplink">, receptions: readonly Reception[]): readonly NewEvent[];
  /** A frame that was judged is durable and stands here. Called in the order of judging. */
  settled(uplink: NewEvent<"uplink">, position: Cursor): void;
  /** The log did not take the batch: what was judged since the last batch will be judged again. */
  abandoned(): void;
}

/** Everything that the network server needs from outside. */
export interface NetworkPorts {
  readonly log: EventLog;
  readonly keys: KeyStore;
  readonly registry: Registry;
  readonly sessions: SessionStore;
  readonly queue: DownlinkQueue;
  readonly sender: DownlinkSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly aes: Aes;
  readonly assessor: Assessor;
  /** The join server for devices whose root keys are not in this registry, by JoinEUI. */
  readonly joinServer?: (joinEui: Eui64) => JoinServer | undefined;
  /** Called with events once they are durable, in the order of the log. */
  readonly published: (events: readonly PublishedEvent[]) => void;
  /** Called with what went wrong and nobody else hears of; never with secrets. */
  readonly failed?: (error: unknown, doing: string) => void;
  readonly options?: Partial<NetworkOptions>;
}
