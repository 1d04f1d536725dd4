import type { Usage } from "@lorats/api";

const COUNTS = ["calls", "refusals", "eventsOut", "bytes", "eventsIn", "stored"] as const;
type Counts = Record<(typeof COUNTS)[number], number>;

type Item = Usage["items"][number];
export type SubjectSum = Counts & { readonly subject: string };
export type SpanSum = Counts & { readonly atMs: number };

/** What each used over the whole time, who used most first; the tenant as a whole before all. */
export function sumBySubject(items: readonly Item[]): readonly SubjectSum[] {
  const sums = [...grouped(items, ({ subject }) => subject)].map(([subject, counts]) =>
    Object.assign(counts, { subject }),
  );
  const rank = ({ subject }: SubjectSum): number => (subject === "tenant" ? 0 : 1);
  return sums.toSorted((a, b) => rank(a) - rank(b) || b.bytes - a.bytes);
}

export type Resolution = "hour" | "day" | "month";

/** What the tenant as a whole used in each span of UTC, from the one that holds `fromMs` to the newest, gaps with zeros. */
export function spansOf(
  items: readonly Item[],
  resolution: Resolution,
  fromMs: number,
  toMs: number,
): readonly SpanSum[] {
  const whole = items.filter(({ subject }) => subject === "tenant");
  const used = new Map(whole.map((item) => [Date.parse(item.from), item]));
  const none = Object.fromEntries(COUNTS.map((key) => [key, 0])) as Counts;
  const spans: SpanSum[] = [];
  for (let at = beginOf(fromMs, resolution, 0); at <= toMs; at = beginOf(at, resolution, 1)) {
    spans.push({ atMs: at, ...(used.get(at) ?? none) });
  }
  return spans;
}

/** When the span that holds a moment began, or the one so many later. */
function beginOf(ms: number, resolution: Resolution, later: number): number {
  const date = new Date(ms);
  const parts = [date.getUTCFullYear(), date.getUTCMonth()] as const;
  if (resolution === "month") return Date.UTC(parts[0], parts[1] + later);
  if (resolution === "day") return Date.UTC(...parts, date.getUTCDate() + later);
  return Date.UTC(...parts, date.getUTCDate(), date.getUTCHours() + later);
}

function grouped(items: readonly Item[], by: (item: Item) => string): ReadonlyMap<string, Counts> {
  const groups = new Map<string, Counts>();
  for (const item of items) {
    const sum = groups.get(by(item));
    const next = COUNTS.map((key) => [key, (sum?.[key] ?? 0) + item[key]] as const);
    groups.set(by(item), Object.fromEntries(next) as Counts);
  }
  return groups;
}
