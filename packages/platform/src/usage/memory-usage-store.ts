import type { Instant, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import {
  addCounts,
  NO_USAGE,
  WHOLE_TENANT,
  type UsageHour,
  type UsageQuery,
  type UsageStore,
} from "./usage.ts";

export class MemoryUsageStore implements UsageStore {
  readonly #hours = new Map<string, UsageHour>();
  #cursor: Cursor | undefined;

  async add(hours: readonly UsageHour[], cursor?: Cursor): Promise<void> {
    for (const one of hours) {
      const { tenantId, subject, hour } = one;
      const key = `${tenantId}/${subject}/${hour}`;
      const known = this.#hours.get(key) ?? NO_USAGE;
      this.#hours.set(key, { tenantId, subject, hour, ...addCounts(known, one) });
    }
    this.#cursor = cursor ?? this.#cursor;
  }

  async cursor(): Promise<Cursor | undefined> {
    return this.#cursor;
  }

  async query({ tenantId, subject, from, to, limit }: UsageQuery): Promise<readonly UsageHour[]> {
    return [...this.#hours.values()]
      .filter((one) => one.tenantId === tenantId && one.hour >= from && one.hour < to)
      .filter((one) => subject === undefined || one.subject === subject)
      .sort((a, b) => Number(a.hour - b.hour) || (a.subject < b.subject ? -1 : 1))
      .slice(0, limit);
  }

  async totals(at: Instant): ReturnType<UsageStore["totals"]> {
    const totals = new Map<TenantId, { stored: number; hour: UsageHour | typeof NO_USAGE }>();
    for (const one of this.#hours.values()) {
      if (one.subject !== WHOLE_TENANT) continue;
      const known = totals.get(one.tenantId) ?? { stored: 0, hour: NO_USAGE };
      const stored = known.stored + one.stored;
      const hour = one.hour === at ? addCounts(NO_USAGE, one) : known.hour;
      totals.set(one.tenantId, { stored, hour });
    }
    return totals;
  }
}
