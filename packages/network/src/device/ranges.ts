import { CallerError } from "@lorats/base";

/**
 * A set of whole numbers as first and last of each run, ascending: `[3, 3, 7, 9]` is 3, 7, 8, 9. Small where
 * numbers come in order, which is what counters do.
 */
export type Ranges = readonly number[];

/** Where the first run that ends at or after `value` begins. */
function position(ranges: Ranges, value: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[2 * middle + 1]! < value) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

export function inRanges(ranges: Ranges, value: number): boolean {
  const at = position(ranges, value);
  return at < ranges.length && ranges[at]! <= value;
}

/** The set with one more number, neighbouring runs joined. The argument is left alone. */
export function addToRanges(ranges: Ranges, value: number): Ranges {
  if (!Number.isSafeInteger(value)) {
    throw new CallerError("NS_BAD_RANGE", "ranges hold whole numbers");
  }
  const end = ranges.length;
  if (end > 0 && ranges[end - 1] === value - 1) return [...ranges.slice(0, end - 1), value];
  const at = position(ranges, value);
  if (at < end && ranges[at]! <= value) return ranges;
  const joinsLeft = at > 0 && ranges[at - 1] === value - 1;
  const joinsRight = at < end && ranges[at] === value + 1;
  const first = joinsLeft ? ranges[at - 2]! : value;
  const last = joinsRight ? ranges[at + 1]! : value;
  const before = ranges.slice(0, joinsLeft ? at - 2 : at);
  return [...before, first, last, ...ranges.slice(joinsRight ? at + 2 : at)];
}

/** The set without what is below `floor`. */
export function trimBelow(ranges: Ranges, floor: number): Ranges {
  if (ranges.length === 0 || ranges[0]! >= floor) return ranges;
  const at = position(ranges, floor);
  if (at >= ranges.length) return [];
  return [Math.max(ranges[at]!, floor), ...ranges.slice(at + 1)];
}
