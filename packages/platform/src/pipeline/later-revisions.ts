import type { TenantId } from "@lorats/base";
import type { Cursor, EventLog, StoredEvent } from "@lorats/events";

type Assessment = Extract<StoredEvent, { type: "assessment" }>;
type Whose = { readonly tenantId: TenantId } | { readonly key: string };

/**
 * What is decided about frames' measurements after a place in the log, for somebody who goes through what is before that place
 * while others append.
 */
export class LaterRevisions {
  readonly #log: EventLog;
  readonly #whose: Whose;
  readonly #frames = new Set<string>();
  #seen: Cursor | undefined;

  private constructor(log: EventLog, whose: Whose, seen: Cursor | undefined) {
    this.#log = log;
    this.#whose = whose;
    this.#seen = seen;
  }

  /** @param from the oldest event that is later, absent when it is yet to come */
  static async open(
    log: EventLog,
    whose: Whose,
    from: Cursor | undefined,
  ): Promise<LaterRevisions> {
    if (from === undefined) return new LaterRevisions(log, whose, await log.head());
    const { events } = await log.read({ before: from, limit: 1 });
    const later = new LaterRevisions(log, whose, events[0]?.position);
    await later.news();
    return later;
  }

  /** Whether one of them decides about a frame. */
  has(deduplicationId: string): boolean {
    return this.#frames.has(deduplicationId);
  }

  /** Those that came since this was asked last, in their order. */
  async news(): Promise<readonly Assessment[]> {
    const found: Assessment[] = [];
    const query = { ...this.#whose, types: ["assessment"] } as const;
    for (;;) {
      const page = await this.#log.read({ ...query, after: this.#seen });
      for (const event of page.events as readonly Assessment[]) {
        const { revision, handling, deduplicationId } = event.body;
        if (revision === 0 || handling === undefined) continue;
        this.#frames.add(deduplicationId);
        found.push(event);
      }
      this.#seen = page.next ?? page.events.at(-1)?.position ?? this.#seen;
      if (page.next === undefined) return found;
    }
  }
}
