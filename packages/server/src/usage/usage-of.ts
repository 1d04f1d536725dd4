import type { QueryOf, ResponseOf } from "@lorats/api";
import { formatInstant, parseInstant, type Instant, type TenantId } from "@lorats/base";
import { addCounts, hourOf, NO_USAGE, type UsageCounts, type UsageHour } from "@lorats/platform";
import type { Services } from "../services.ts";

const DAY_NS = 86_400_000_000_000n;
/** Hours of subjects in one answer. */
const MAX_HOURS = 10_000;

/** What a tenant used, added up by spans. What was counted a moment ago is in it. */
export async function usageOf(
  { stores, meter, clock }: Pick<Services, "stores" | "meter" | "clock">,
  tenantId: TenantId,
  { subject, resolution, ...span }: QueryOf<"getUsage">,
): Promise<ResponseOf<"getUsage">> {
  await meter.flush();
  const to = span.to === undefined ? clock.now() : parseInstant(span.to);
  const from = span.from === undefined ? hourOf(to - DAY_NS) : parseInstant(span.from);
  const query = { tenantId, subject, from, to, limit: MAX_HOURS };
  const hours = await stores.usage.query(query);
  // A page ends where an hour ends: so a span that begins on the next page is whole or told to be continued.
  const cut = hours.length === MAX_HOURS ? hours.at(-1)!.hour : undefined;
  const whole = cut === undefined ? hours : hours.filter(({ hour }) => hour < cut);
  return {
    items: addedUp(whole, resolution),
    ...(cut !== undefined && { next: formatInstant(cut) }),
  };
}

type Span = { readonly subject: string; readonly from: string } & UsageCounts;

function addedUp(hours: readonly UsageHour[], resolution: "hour" | "day" | "month"): Span[] {
  const spans = new Map<string, Span>();
  for (const { subject, hour, tenantId: _, ...counts } of hours) {
    const from = formatInstant(beginOf(hour, resolution));
    const key = `${from} ${subject}`;
    spans.set(key, { subject, from, ...addCounts(spans.get(key) ?? NO_USAGE, counts) });
  }
  return [...spans.values()];
}

function beginOf(hour: Instant, resolution: "hour" | "day" | "month"): Instant {
  if (resolution === "hour") return hour;
  if (resolution === "day") return hour - (hour % DAY_NS);
  const date = new Date(Number(hour / 1_000_000n));
  return BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth())) * 1_000_000n;
}
