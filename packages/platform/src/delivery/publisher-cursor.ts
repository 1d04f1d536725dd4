import type { Cursor } from "@lorats/events";

/**
 * How far each follower of the log has come. A follower saves after its work is done, so that a crash repeats
 * events and never skips one. Every adapter passes `publisherCursorStoreContract`.
 */
export interface PublisherCursorStore {
  /** Absent: the follower has not begun. */
  load(follower: string): Promise<Cursor | undefined>;
  /** Durable once resolved. Replaces what was there. */
  save(follower: string, cursor: Cursor): Promise<void>;
  delete(follower: string): Promise<void>;
}

export class MemoryPublisherCursorStore implements PublisherCursorStore {
  readonly #cursors = new Map<string, Cursor>();

  async load(follower: string): Promise<Cursor | undefined> {
    return this.#cursors.get(follower);
  }

  async save(follower: string, cursor: Cursor): Promise<void> {
    this.#cursors.set(follower, cursor);
  }

  async delete(follower: string): Promise<void> {
    this.#cursors.delete(follower);
  }
}
