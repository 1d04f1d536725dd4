import type { EnrichmentKind } from "./kind.ts";
import { calendar } from "./kinds/calendar.ts";
import { weather } from "./kinds/weather.ts";

/** Every kind of enrichment source. A new one is a file in `kinds/` and a line here. */
const KINDS = [weather, calendar] as const;

export const ENRICHMENT_KINDS = KINDS as unknown as readonly EnrichmentKind[];

export function enrichmentKind(kind: string): EnrichmentKind | undefined {
  return ENRICHMENT_KINDS.find((one) => one.kind === kind);
}
