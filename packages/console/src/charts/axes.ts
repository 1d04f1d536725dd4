import { formatDay, formatMinutes, formatSeconds } from "../format.ts";
import type { Zone } from "../state/zone.ts";

/** Around a single point there is a little room, not a year. */
const ALONE = 30;

/**
 * What the horizontal scale shows.
 * @param at places of all values, for uPlot itself stretches a single one's scale over years
 */
export function spanOf(at: ArrayLike<number>, low: number, high: number): [number, number] {
  const [only] = at.length === 1 ? [at[0]!] : low === high ? [low] : [];
  return only === undefined ? [low, high] : [only - ALONE, only + ALONE];
}

/** px of a digit at the size of the axes, and of the gap beside them. */
const DIGIT_PX = 6.6;
const GAP_PX = 14;

/** As wide as its longest label, so that no sign and no digit is cut off. */
export function widthOf(labels: readonly string[] | null): number {
  const longest = Math.max(4, ...(labels ?? []).map((label) => label.length));
  return Math.ceil(GAP_PX + DIGIT_PX * longest);
}

const BILLION = 1e9;
const MILLION = 1e6;

/** Large round numbers are read, not counted. */
export function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= BILLION) return `${Number((value / BILLION).toPrecision(4))} G`;
  if (size >= MILLION) return `${Number((value / MILLION).toPrecision(4))} M`;
  return String(Number(value.toPrecision(9)));
}

const DAY_S = 86_400;

/** Clock times, and days where the ticks are days apart. */
export function clockTicks(ticks: readonly number[], zone: Zone): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const format = step >= DAY_S ? formatDay : step < 60 ? formatSeconds : formatMinutes;
  return ticks.map((tick) => format(tick * 1000, zone));
}
