import type { Instant, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";

/** What was used of the server. */
export interface UsageCounts {
  /** Requests to the API. */
  readonly calls: number;
  /** What a quota refused. */
  readonly refusals: number;
  /** Events handed out: by the API, streams and sockets. */
  readonly eventsOut: number;
  /** Bodies of requests and answers, and what streams carried. */
  readonly bytes: number;
  /** Messages of the tenant's own devices. Counted for the tenant only, as is the next. */
  readonly eventsIn: number;
  /** Bytes of events that the log took. */
  readonly stored: number;
}

export const NO_USAGE: UsageCounts = {
  calls: 0,
  refusals: 0,
  eventsOut: 0,
  bytes: 0,
  eventsIn: 0,
  stored: 0,
};

/** The whole tenant, as a subject. */
export const WHOLE_TENANT = "tenant";

/** What one subject of a tenant used in one hour. */
export interface UsageHour extends UsageCounts {
  readonly tenantId: TenantId;
  /** `tenant`, `key:<id>` or `user:<id>`. */
  readonly subject: string;
  /** When the hour began. */
  readonly hour: Instant;
}

export interface UsageQuery {
  readonly tenantId: TenantId;
  /** All of them when absent. */
  readonly subject?: string | undefined;
  /** Inclusive. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly limit: number;
}

/** Counts by the hour, for ever. Every adapter passes `usageStoreContract`. */
export interface UsageStore {
  /**
   * Adds to what is there, durably, all or nothing. With a cursor that is kept in the same commit: what was counted up to
   * there is counted once, whatever happens.
   */
  add(hours: readonly UsageHour[], cursor?: Cursor): Promise<void>;
  /** Up to where events were counted. */
  cursor(): Promise<Cursor | undefined>;
  /** By hour, then subject. */
  query(query: UsageQuery): Promise<readonly UsageHour[]>;
  /** Of every tenant as a whole: bytes stored in all hours, and the counts of one hour. */
  totals(
    hour: Instant,
  ): Promise<ReadonlyMap<TenantId, { readonly stored: number; readonly hour: UsageCounts }>>;
}

const HOUR_NS = 3_600_000_000_000n;

/** When the hour of an instant began. */
export function hourOf(time: Instant): Instant {
  return time - (time % HOUR_NS);
}

export function addCounts(a: UsageCounts, b: Partial<UsageCounts>): UsageCounts {
  return {
    calls: a.calls + (b.calls ?? 0),
    refusals: a.refusals + (b.refusals ?? 0),
    eventsOut: a.eventsOut + (b.eventsOut ?? 0),
    bytes: a.bytes + (b.bytes ?? 0),
    eventsIn: a.eventsIn + (b.eventsIn ?? 0),
    stored: a.stored + (b.stored ?? 0),
  };
}
