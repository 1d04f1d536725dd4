interface Span {
  readonly hours: number;
  readonly resolution: "raw" | "hour" | "day";
}

/** How far back one looks, and how fine that is still worth drawing. */
export const SPANS = {
  day: { hours: 24, resolution: "raw" },
  week: { hours: 7 * 24, resolution: "hour" },
  month: { hours: 31 * 24, resolution: "hour" },
  year: { hours: 366 * 24, resolution: "day" },
} as const satisfies Readonly<Record<string, Span>>;

export type SpanName = keyof typeof SPANS;
