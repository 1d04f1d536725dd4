import type { ChartSeries } from "./time-chart.tsx";

/** What a chart shows, for those who do not see it: each series from its smallest to its largest value. */
export function summaryOf({ name, values }: ChartSeries, unit: string): string {
  let low = Infinity;
  let high = -Infinity;
  // No spreading into arguments: a year of frames has more values than a call can have.
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return `${name} –`;
  return `${name} ${Number(low.toPrecision(4))} … ${Number(high.toPrecision(4))} ${unit}`;
}
