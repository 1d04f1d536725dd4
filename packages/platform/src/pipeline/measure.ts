/** Raised whenever the stage makes something else of the same values. */
export const MEASURE_VERSION = 2;

/** More series than this of one frame are no measurements. */
const MAX_SERIES = 100;
const MAX_NAME = 120;
/** Sums of such are numbers still, which not every database forgives. */
const MAX_VALUE = 1e290;
/** Control characters, and halves of characters. */
const UNKEPT = /[\p{Cc}\p{Cs}]/u;

/**
 * The numbers in decoded values, by their path: `{"air":{"temperature":21.5},"probe":[1,2]}` gives `air.temperature`,
 * `probe.0` and `probe.1`. Truths count as 0 and 1, so that they can be counted and drawn. What no database could keep, names
 * with control characters and numbers beyond ±1e290, is left out: one payload must not keep others from being measured.
 */
export function measure(
  object: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number>> {
  const values: Record<string, number> = {};
  let left = MAX_SERIES;
  const visit = (value: unknown, name: string): void => {
    if (left === 0 || name.length > MAX_NAME) return;
    if (typeof value === "number" || typeof value === "boolean") {
      if (Math.abs(Number(value)) > MAX_VALUE || UNKEPT.test(name)) return;
      values[name] = Number(value);
      left--;
    } else if (typeof value === "object" && value !== null) {
      for (const [key, one] of Object.entries(value))
        visit(one, name === "" ? key : `${name}.${key}`);
    }
  };
  visit(object, "");
  return values;
}
