import type { Clock, KeyId, KeyStore } from "@lorats/base";
import type { Cursor, EventLog } from "@lorats/events";
import type { DeviceState } from "../device/state.ts";
import { sessionsOf } from "../device/state.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type KeyRing, keyIdsOf } from "./key-ring.ts";
import type { PublishedEvent } from "./ports.ts";
import { Turn } from "./turn.ts";
import type { WarmDevices } from "./warm-devices.ts";

export interface DecisionLoopParts<W> {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly keyStore: KeyStore;
  readonly keys: KeyRing;
  readonly devices: WarmDevices;
  readonly checkpoints: Checkpoints;
  readonly published: (events: readonly PublishedEvent[]) => void;
  readonly failed: (error: unknown, doing: string) => void;
  /** Loads what the batch needs, then decides it. */
  readonly decide: (turn: Turn, batch: readonly W[]) => Promise<void>;
  /** The batch is durable. */
  readonly settled: (batch: readonly W[]) => void;
}

/** Items that are decided, and become durable, together. */
const MAX_BATCH = 512;
/** How long to wait when the log or a store does not answer. */
const RETRY_MS = 500;

/**
 * One batch after another: decide, make durable, tell. While one batch is being synced the next one gathers, so the
 * batches grow with the load and a slow disk costs latency, not throughput.
 */
export class DecisionLoop<W> {
  readonly #parts: DecisionLoopParts<W>;
  #waiting: W[] = [];
  #deciding = 0;
  #running = false;
  #stopped = false;
  #idle = Promise.withResolvers<void>();

  constructor(parts: DecisionLoopParts<W>) {
    this.#parts = parts;
    this.#idle.resolve();
  }

  /** What waits or is being decided. */
  get size(): number {
    return this.#waiting.length + this.#deciding;
  }

  add(...work: readonly W[]): void {
    if (this.#stopped) return;
    this.#waiting.push(...work);
    if (this.#running) return;
    this.#running = true;
    this.#idle = Promise.withResolvers<void>();
    this.#run().catch((error: unknown) => this.#parts.failed(error, "deciding"));
  }

  /** Resolves when nothing is left to decide. */
  async idle(): Promise<void> {
    await this.#idle.promise;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stopped) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      this.#deciding = batch.length;
      try {
        await this.#turn(batch);
      } catch (error) {
        this.#parts.failed(error, "making decisions durable");
        this.#waiting.unshift(...batch);
        this.#deciding = 0;
        await new Promise<void>((resolve) => this.#parts.clock.after(RETRY_MS, resolve));
      }
    }
    this.#deciding = 0;
    this.#running = false;
    this.#idle.resolve();
  }

  async #turn(batch: readonly W[]): Promise<void> {
    const { devices, checkpoints } = this.#parts;
    devices.evict();
    const turn = new Turn((id) => devices.state(id));
    try {
      await this.#parts.decide(turn, batch);
    } catch (error) {
      turn.abandon();
      throw error;
    }
    if (turn.events.length === 0) {
      turn.finish([]);
      this.#parts.settled(batch);
      return;
    }
    const ticket = checkpoints.begin();
    const positions = await this.#append(turn, ticket);
    checkpoints.acknowledged(positions.at(-1)!);
    this.#commit(turn, positions, ticket);
    this.#parts.settled(batch);
    this.#parts.published(turn.events.map((event, i) => ({ event, position: positions[i]! })));
    turn.finish(positions);
  }

  async #append(turn: Turn, ticket: number): Promise<readonly Cursor[]> {
    try {
      if (turn.keys.length > 0) await this.#parts.keyStore.put(turn.keys);
      return await this.#parts.log.append(turn.events);
    } catch (error) {
      turn.abandon();
      this.#destroy(turn.keys.map(({ id }) => id));
      this.#parts.checkpoints.settle(ticket);
      throw error;
    }
  }

  #commit(turn: Turn, positions: readonly Cursor[], ticket: number): void {
    const { devices, checkpoints } = this.#parts;
    let carried = false;
    for (const { id, tenantId, state, position } of turn.changed(positions)) {
      this.#dropKeys(devices.state(id), state);
      // One of the rows carries the ticket of the whole batch: rows of a batch are saved together.
      devices.put(id, tenantId, state, position, carried ? undefined : ticket);
      carried = true;
    }
    if (!carried) checkpoints.settle(ticket);
  }

  /** Destroys the keys of sessions that ended. */
  #dropKeys(before: DeviceState, after: DeviceState): void {
    if (before.session === after.session && before.pending === after.pending) return;
    const kept = new Set(sessionsOf(after).flatMap(({ keys }) => keyIdsOf(keys)));
    const gone = sessionsOf(before)
      .flatMap(({ keys }) => keyIdsOf(keys))
      .filter((id) => !kept.has(id));
    if (gone.length === 0) return;
    this.#parts.keys.forget(gone);
    this.#destroy([...new Set(gone)]);
  }

  /** Destroys the keys of devices that are gone: what they sent cannot be decrypted again. */
  async destroyKeys(states: Iterable<DeviceState>): Promise<void> {
    const gone = [...states].flatMap(sessionsOf).flatMap(({ keys }) => keyIdsOf(keys));
    this.#parts.keys.forget(gone);
    await this.#parts.keyStore.destroy([...new Set(gone)]);
  }

  #destroy(ids: readonly KeyId[]): void {
    if (ids.length === 0) return;
    this.#parts.keyStore.destroy(ids).catch((error: unknown) => {
      this.#parts.failed(error, "destroying keys that are no longer used");
    });
  }
}
