import { errorLine, type Clock, type Instant, type Mutable, type TenantId } from "@lorats/base";
import type { Cursor, EventLog, EventType, StoredEvent } from "@lorats/events";
import {
  addCounts,
  hourOf,
  NO_USAGE,
  WHOLE_TENANT,
  type UsageCounts,
  type UsageHour,
  type UsageStore,
} from "@lorats/platform";

export interface MeterOptions {
  readonly store: UsageStore;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly failed: (error: string) => void;
}

/** What the server loses of its counts of calls when it is killed. */
const FLUSH_MS = 1000;
/** What a tenant's own devices said; what the server says of it is not billed. */
const MESSAGES: ReadonlySet<EventType> = new Set(["uplink", "observation", "join"]);

/** What a tenant has used. */
export interface TenantUsage {
  /** In the hour that runs. */
  readonly hour: UsageCounts;
  /** Bytes in the log, of all time. */
  readonly stored: number;
}

/**
 * Counts what is used, by the hour. Counts are added up in memory and written every second; what the log holds is counted from
 * the log, with a cursor in the same commit, so that after a crash nothing of it is missing or counted twice.
 */
export class Meter {
  readonly #options: MeterOptions;
  #pending = new Map<string, UsageHour>();
  readonly #tenants = new Map<TenantId, { at: Instant; hour: UsageCounts; stored: number }>();
  readonly #ended = new AbortController();
  readonly #listeners: ((tenantIds: readonly TenantId[]) => void)[] = [];
  /** Up to where the log was counted into what is pending. */
  #reached: Cursor | undefined;
  #following: Promise<void> = Promise.resolve();
  #flushing: Promise<void> = Promise.resolve();
  #cancel: () => void = () => {};

  constructor(options: MeterOptions) {
    this.#options = options;
  }

  /** Takes up the counts of the hour that runs, then counts. */
  async start(): Promise<void> {
    const { store, clock, failed } = this.#options;
    const at = hourOf(clock.now());
    for (const [tenantId, { stored, hour }] of await store.totals(at)) {
      this.#tenants.set(tenantId, { at, hour, stored });
    }
    this.#following = this.#follow(await store.cursor()).catch((error: unknown) =>
      failed(errorLine(error)),
    );
    this.#flushLater();
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#ended.abort();
    await this.#following;
    await this.flush();
  }

  /** Counts for a subject and for its tenant as a whole. */
  count(tenantId: TenantId, subject: string, counts: Partial<UsageCounts>): void {
    const hour = hourOf(this.#options.clock.now());
    for (const one of new Set([subject, WHOLE_TENANT])) {
      this.#add({ ...NO_USAGE, ...counts, tenantId, subject: one, hour });
    }
    this.#note(tenantId, hour, counts);
  }

  /** The same for what goes out by itself: its calls are the subject's, not requests of the tenant to the API. */
  countSent(
    tenantId: TenantId,
    subject: string,
    counts: Omit<Partial<UsageCounts>, "stored">,
  ): void {
    const { calls = 0, ...rest } = counts;
    this.count(tenantId, subject, rest);
    const hour = hourOf(this.#options.clock.now());
    this.#add({ ...NO_USAGE, calls, tenantId, subject, hour });
  }

  /** What a tenant has used in the hour that runs, and of the log. */
  of(tenantId: TenantId): TenantUsage {
    const known = this.#tenants.get(tenantId);
    const hour = hourOf(this.#options.clock.now());
    if (!known) return { hour: NO_USAGE, stored: 0 };
    return { hour: known.at === hour ? known.hour : NO_USAGE, stored: known.stored };
  }

  /** Calls whenever events of tenants were counted. */
  onEvents(listener: (tenantIds: readonly TenantId[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Writes what was counted; what cannot be written now is written later. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write());
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const hours = [...this.#pending.values()];
    const reached = this.#reached;
    if (hours.length === 0) return;
    this.#pending = new Map();
    try {
      await this.#options.store.add(hours, reached);
    } catch (error) {
      for (const one of hours) this.#add(one);
      this.#options.failed(errorLine(error));
    }
  }

  #flushLater(): void {
    this.#cancel = this.#options.clock.after(FLUSH_MS, () => {
      void this.flush();
      this.#flushLater();
    });
  }

  async #follow(after: Cursor | undefined): Promise<void> {
    for await (const events of this.#options.log.follow(after, this.#ended.signal)) {
      const hours = hoursOf(events);
      for (const one of hours) {
        this.#add(one);
        this.#note(one.tenantId, one.hour, one);
      }
      this.#reached = events.at(-1)!.position;
      const tenants = [...new Set(hours.map(({ tenantId }) => tenantId))];
      for (const listener of this.#listeners) listener(tenants);
    }
  }

  #add(one: UsageHour): void {
    const key = `${one.tenantId}/${one.subject}/${one.hour}`;
    const known = this.#pending.get(key);
    this.#pending.set(key, known ? { ...one, ...addCounts(known, one) } : one);
  }

  #note(tenantId: TenantId, at: Instant, counts: Partial<UsageCounts>): void {
    const known = this.#tenants.get(tenantId) ?? { at, hour: NO_USAGE, stored: 0 };
    const stored = known.stored + (counts.stored ?? 0);
    if (at < known.at) this.#tenants.set(tenantId, { ...known, stored });
    else {
      const hour = addCounts(at === known.at ? known.hour : NO_USAGE, counts);
      this.#tenants.set(tenantId, { at, hour, stored });
    }
  }
}

/** What events amount to, by tenant and the hour in which they happened. HOT PATH: every event of the log passes here. */
function hoursOf(events: readonly StoredEvent[]): readonly UsageHour[] {
  const hours = new Map<string, Mutable<UsageHour>>();
  let current: Mutable<UsageHour> | undefined;
  for (const { tenantId, time, type, size = 0 } of events) {
    const hour = hourOf(time);
    if (current?.tenantId !== tenantId || current.hour !== hour) {
      const key = `${tenantId}/${hour}`;
      current = hours.get(key) ?? { tenantId, subject: WHOLE_TENANT, hour, ...NO_USAGE };
      hours.set(key, current);
    }
    current.stored += size;
    if (MESSAGES.has(type)) current.eventsIn++;
  }
  return [...hours.values()];
}
