import { Readable } from "node:stream";
import type { MqttJournal, MqttRecord } from "@lorats/platform";
import {
  MemoryPersistence,
  type StoredPacket,
  type StoredSubscription,
} from "./memory-persistence.ts";
import { JournalBuffer } from "./journal-buffer.ts";
import { packetFromText, packetToText } from "./stored-packet.ts";

interface Owner {
  readonly id: string;
}

interface Entry {
  /** Its place in the order of everything, and its key in the journal. */
  readonly number: number;
  packet: StoredPacket;
}

export interface DurablePersistenceOptions {
  readonly journal: MqttJournal;
  /** Messages that wait for one client at most; beyond that, new ones are left out. */
  readonly maxQueued?: number;
  /** Whether a client that is away may have messages of this topic; those it may not have are not kept for it. */
  readonly mayHave?: (clientId: string, topic: string) => boolean;
  /** A message of this topic was kept by a broker that is no more. */
  readonly restored?: (topic: string) => void;
  /** A message was left out, since too many wait already. */
  readonly dropped?: () => void;
}

const MAX_QUEUED = 10_000;

/**
 * Sessions, retained messages and wills that outlive the broker. What a client asked for and waits for is in memory, as in
 * aedes' own persistence, and on its way to the journal. Subscriptions, wills and what a client has begun to send are durable
 * before they are acknowledged; messages for clients delay nobody: whoever has to know that they are durable asks `settled`.
 * A client without a session leaves nothing but its will.
 */
export class DurablePersistence extends MemoryPersistence {
  readonly #options: DurablePersistenceOptions;
  readonly #journal: JournalBuffer;
  readonly #queues = new Map<string, Entry[]>();
  /** Since when a client is away, in ms; undefined while it is here. */
  readonly #awaySince = new Map<string, number | undefined>();
  readonly #willOwners = new Set<string>();
  #last = 0;

  constructor(options: DurablePersistenceOptions) {
    super();
    this.#options = options;
    this.#journal = new JournalBuffer(options.journal);
  }

  /** Clients that have a session here, and since when they are away, in ms since the epoch. */
  get sessions(): ReadonlyMap<string, number | undefined> {
    return this.#awaySince;
  }

  /** Clients of which anything is kept, be it a will alone. */
  get clientIds(): ReadonlySet<string> {
    return new Set(this.#awaySince.keys()).union(this.#willOwners);
  }

  /** Messages that wait for all clients together. */
  get queued(): number {
    return this.#queues.values().reduce((total, { length }) => total + length, 0);
  }

  /** @see JournalBuffer.settled */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  override async setup(broker: unknown): Promise<void> {
    await super.setup(broker);
    for (const record of await this.#options.journal.load()) await this.#restore(record);
  }

  async #restore({ kind, owner, key, number, body }: MqttRecord): Promise<void> {
    const client = { id: owner };
    this.#last = Math.max(this.#last, number);
    switch (kind) {
      case "session":
        this.#awaySince.set(owner, (JSON.parse(body) as { awaySince?: number }).awaySince);
        return;
      case "retained":
        this.#options.restored?.(key);
        return super.storeRetained(packetFromText(body));
      case "subscription":
        return super.addSubscriptions(client, [JSON.parse(body) as StoredSubscription]);
      case "outgoing": {
        const packet = packetFromText(body);
        this.#options.restored?.(packet.topic ?? "");
        this.#queueOf(owner).push({ number: Number(key), packet });
        return;
      }
      case "incoming":
        return super.incomingStorePacket(client, packetFromText(body));
      case "will": {
        const will = packetFromText(body);
        const { brokerId } = will;
        await super.putWill(client, will);
        this.#willOwners.add(owner);
        // Whose will it is says which broker died with it.
        will.brokerId = brokerId;
      }
    }
  }

  /** Notes that a client with a session is here (undefined) or has gone away; a new connection numbers its messages anew. */
  presence({ id }: Owner, awaySince: number | undefined): void {
    this.#awaySince.set(id, awaySince);
    this.#put({ kind: "session", owner: id, key: "" }, JSON.stringify({ awaySince }));
    if (awaySince === undefined) return;
    for (const { packet } of this.#queues.get(id) ?? []) {
      if (packet.cmd === "publish") packet.messageId = undefined;
    }
  }

  override async storeRetained(packet: StoredPacket): Promise<void> {
    const { topic = "", payload = "" } = packet;
    await super.storeRetained(packet);
    const place = { kind: "retained", owner: "", key: topic } as const;
    if (payload.length === 0) this.#journal.remove(place);
    else this.#put(place, packetToText(packet));
  }

  override async addSubscriptions(
    client: Owner,
    subscriptions: readonly StoredSubscription[],
  ): Promise<void> {
    await super.addSubscriptions(client, subscriptions);
    for (const one of subscriptions) {
      this.#put({ kind: "subscription", owner: client.id, key: one.topic }, JSON.stringify(one));
    }
    await this.settled();
  }

  override async removeSubscriptions(client: Owner, topics: readonly string[]): Promise<void> {
    await super.removeSubscriptions(client, topics);
    if (!this.#awaySince.has(client.id)) return;
    for (const key of topics) this.#journal.remove({ kind: "subscription", owner: client.id, key });
    await this.settled();
  }

  override async cleanSubscriptions(client: Owner): Promise<void> {
    await super.cleanSubscriptions(client);
    // Clients without a session come and go without a trace.
    if (!this.#queues.delete(client.id) && !this.#awaySince.has(client.id)) return;
    this.#awaySince.delete(client.id);
    this.#clear(client.id, ["session", "subscription", "outgoing"]);
  }

  override outgoingEnqueue(
    subscription: { clientId: string },
    packet: StoredPacket,
  ): Promise<void> {
    return this.outgoingEnqueueCombi([subscription], packet);
  }

  override async outgoingEnqueueCombi(
    subscriptions: readonly { clientId: string }[],
    packet: StoredPacket,
  ): Promise<void> {
    const { mayHave, maxQueued = MAX_QUEUED, dropped } = this.#options;
    let body: string | undefined;
    for (const { clientId } of subscriptions) {
      if (mayHave && !mayHave(clientId, packet.topic ?? "")) continue;
      const queue = this.#queueOf(clientId);
      if (queue.length >= maxQueued) {
        dropped?.();
        continue;
      }
      const entry: Entry = { number: ++this.#last, packet: new MemoryPersistence.Packet(packet) };
      queue.push(entry);
      body ??= packetToText(entry.packet);
      this.#journal.put({ ...placeOf(clientId, entry), number: entry.number, body }, true);
    }
  }

  override async outgoingUpdate(client: Owner, packet: StoredPacket): Promise<void> {
    const entry = this.#queueOf(client.id).find(same(packet));
    if (!entry) throw new Error("no such packet");
    if (packet.cmd === "publish" && entry.packet.cmd === "publish") {
      // Numbers hold for one connection: the next one numbers what waits anew.
      entry.packet.messageId = packet.messageId;
      return;
    }
    entry.packet = packet;
    const { number } = entry;
    this.#journal.put({ ...placeOf(client.id, entry), number, body: packetToText(packet) });
    await this.settled();
  }

  override async outgoingClearMessageId(
    client: Owner,
    packet: StoredPacket,
  ): Promise<StoredPacket | undefined> {
    const queue = this.#queueOf(client.id);
    const index = queue.findIndex(same(packet));
    if (index < 0) return undefined;
    const [entry] = queue.splice(index, 1);
    this.#journal.remove(placeOf(client.id, entry!));
    return entry!.packet;
  }

  override outgoingStream(client: Owner): Readable {
    return Readable.from((this.#queues.get(client.id) ?? []).map(({ packet }) => packet));
  }

  override async incomingStorePacket(client: Owner, packet: StoredPacket): Promise<void> {
    await super.incomingStorePacket(client, packet);
    if (!this.#awaySince.has(client.id)) return;
    const key = String(packet.messageId);
    this.#put({ kind: "incoming", owner: client.id, key }, packetToText(packet));
    await this.settled();
  }

  override async incomingDelPacket(client: Owner, packet: StoredPacket): Promise<void> {
    await super.incomingDelPacket(client, packet);
    if (!this.#awaySince.has(client.id)) return;
    this.#journal.remove({ kind: "incoming", owner: client.id, key: String(packet.messageId) });
  }

  override async cleanIncoming(client: Owner): Promise<void> {
    await super.cleanIncoming(client);
    if (this.#awaySince.has(client.id)) this.#clear(client.id, ["incoming"]);
  }

  override async putWill(client: Owner, packet: StoredPacket): Promise<void> {
    await super.putWill(client, packet);
    this.#willOwners.add(client.id);
    this.#put(willOf(client), packetToText(packet));
    await this.settled();
  }

  override async delWill(client: Owner): Promise<StoredPacket | undefined> {
    const will = await super.delWill(client);
    this.#willOwners.delete(client.id);
    if (will) this.#journal.remove(willOf(client));
    return will;
  }

  /** Gives up what is retained, and what waits for clients, under such topics. Durable once resolved. */
  async forgetTopics(isOne: (topic: string) => boolean): Promise<void> {
    const retained: string[] = [];
    for await (const { topic = "" } of super.createRetainedStream(
      "#",
    ) as AsyncIterable<StoredPacket>) {
      if (isOne(topic)) retained.push(topic);
    }
    for (const topic of retained) await this.storeRetained({ topic, payload: "" });
    for (const [owner, queue] of this.#queues) {
      const stays = queue.filter((entry) => {
        const goes = isOne(entry.packet.topic ?? "");
        if (goes) this.#journal.remove(placeOf(owner, entry));
        return !goes;
      });
      queue.splice(0, Infinity, ...stays);
    }
    await this.settled();
  }

  /** Ends the session of a client that nobody can be any more. */
  async forget(clientId: string): Promise<void> {
    const client = { id: clientId };
    await super.cleanSubscriptions(client);
    await super.cleanIncoming(client);
    await super.delWill(client);
    this.#willOwners.delete(clientId);
    this.#queues.delete(clientId);
    this.#awaySince.delete(clientId);
    this.#clear(clientId, ["session", "subscription", "outgoing", "incoming", "will"]);
  }

  #queueOf(clientId: string): Entry[] {
    const known = this.#queues.get(clientId) ?? [];
    this.#queues.set(clientId, known);
    return known;
  }

  #put(place: Pick<MqttRecord, "kind" | "owner" | "key">, body: string): void {
    this.#journal.put({ ...place, number: ++this.#last, body });
  }

  #clear(owner: string, kinds: readonly MqttRecord["kind"][]): void {
    for (const kind of kinds) this.#journal.clear({ kind, owner });
  }
}

/** A message is known by the broker's count; what is said of one later, by its number in the connection. */
function same(sought: StoredPacket): (entry: Entry) => boolean {
  const { cmd, brokerId, brokerCounter, messageId } = sought;
  if (cmd === "pubrel" || brokerId === undefined) {
    return ({ packet }) => packet.messageId === messageId;
  }
  return ({ packet }) => packet.brokerId === brokerId && packet.brokerCounter === brokerCounter;
}

function placeOf(owner: string, { number }: Entry): Pick<MqttRecord, "kind" | "owner" | "key"> {
  return { kind: "outgoing", owner, key: String(number) };
}

function willOf({ id }: Owner): Pick<MqttRecord, "kind" | "owner" | "key"> {
  return { kind: "will", owner: id, key: "" };
}
