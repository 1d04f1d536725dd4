import type { MqttChange, MqttJournal, MqttRecord } from "@lorats/platform";

type Place = Pick<MqttRecord, "kind" | "owner" | "key">;

interface Pending {
  readonly change: MqttChange;
  /** Counts changes: what has a smaller number is written no later. */
  readonly number: number;
  /** Whether the journal cannot have the record yet, so that removing it before it was written costs nothing. */
  readonly isNew: boolean;
}

interface Waiter {
  readonly upTo: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Changes in one transaction at most. */
const AT_ONCE = 1000;

/**
 * Changes on their way to the journal. Whoever makes one does not wait; whoever has to acknowledge something waits for
 * `settled`. While a write is under way the next ones gather, the newest of each record, and share one transaction.
 * What could not be written stays, and is tried again with the next change.
 */
export class JournalBuffer {
  readonly #journal: MqttJournal;
  readonly #waiting: Waiter[] = [];
  #pending = new Map<string, Pending>();
  #made = 0;
  #writing = false;

  constructor(journal: MqttJournal) {
    this.#journal = journal;
  }

  put(record: MqttRecord, isNew = false): void {
    this.#note(nameOf(record), { put: record }, isNew);
  }

  remove(place: Place): void {
    const name = nameOf(place);
    if (this.#pending.get(name)?.isNew) this.#pending.delete(name);
    else this.#note(name, { remove: place });
  }

  /** Removes all of an owner, of one kind. */
  clear({ kind, owner }: Pick<MqttRecord, "kind" | "owner">): void {
    for (const [name, { change }] of this.#pending) {
      const place = "put" in change ? change.put : "remove" in change ? change.remove : undefined;
      if (place?.kind === kind && place.owner === owner) this.#pending.delete(name);
    }
    this.#note(JSON.stringify([kind, owner]), { clear: { kind, owner } });
  }

  /**
   * Resolves when every change until now is durable; at once when none waits.
   * @throws {UnavailableError} `STORE_…` when they could not be stored
   */
  settled(): Promise<void> {
    if (!this.#writing && this.#pending.size === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ upTo: this.#made, resolve, reject });
    this.#begin();
    return promise;
  }

  #note(name: string, change: MqttChange, isNew = false): void {
    const before = this.#pending.get(name);
    const number = ++this.#made;
    this.#pending.set(name, {
      change,
      number: before?.number ?? number,
      isNew: before?.isNew ?? isNew,
    });
    this.#begin();
  }

  #begin(): void {
    if (this.#writing) return;
    this.#writing = true;
    void this.#write();
  }

  async #write(): Promise<void> {
    // Whatever comes in the same turn belongs to the same transaction.
    await Promise.resolve();
    while (this.#pending.size > 0) {
      const taken = [...this.#pending.entries().take(AT_ONCE)];
      for (const [name] of taken) this.#pending.delete(name);
      try {
        await this.#journal.write(taken.map(([, { change }]) => change));
      } catch (error) {
        this.#putBack(taken);
        this.#writing = false;
        for (const { reject } of this.#waiting.splice(0)) reject(error);
        return;
      }
      this.#release();
    }
    // In the same turn as the last look, so that nobody comes in between and waits for a write that has ended.
    this.#writing = false;
    this.#release();
  }

  /** Those that waited for what is written by now. */
  #release(): void {
    const next = this.#pending.values().next().value?.number ?? Infinity;
    const count = this.#waiting.findIndex(({ upTo }) => upTo >= next);
    for (const { resolve } of this.#waiting.splice(0, count < 0 ? Infinity : count)) resolve();
  }

  /** In front of what came since, which is newer. Whether some of it was written nobody knows. */
  #putBack(taken: readonly (readonly [string, Pending])[]): void {
    const since = this.#pending;
    this.#pending = new Map(taken.map(([name, one]) => [name, { ...one, isNew: false }]));
    for (const [name, one] of since) {
      this.#pending.delete(name);
      this.#pending.set(name, { ...one, isNew: false });
    }
  }
}

function nameOf({ kind, owner, key }: Place): string {
  return JSON.stringify([kind, owner, key]);
}
