import type { DeviceCard } from "../delivery/directory.ts";

type Values = Readonly<Record<string, unknown>>;

/** Adds to or mends what a payload says, from what is known of its device. The same values give the same again. */
interface Enricher {
  readonly name: string;
  /** Raised whenever it makes something else of the same values. */
  readonly version: number;
  enrich(values: Values, card: Pick<DeviceCard, "variables">): Values;
}

const PREFIX = "calibrate.";
const LINE = /^\s*(-?[\d.]+(?:e-?\d+)?)\s+(-?[\d.]+(?:e-?\d+)?)\s*$/i;

/**
 * A straight line for single values: the device's variable `calibrate.air.temperature` = `1.02 -0.4` makes 1.02 · x − 0.4 of
 * the number at `air.temperature`. What is no number, or not there, stays as it is, and so does everything under a variable that
 * is no line.
 */
const calibrate: Enricher = {
  name: "calibrate",
  version: 1,
  enrich(values, { variables }) {
    let calibrated = values;
    for (const [name, text] of Object.entries(variables)) {
      const line = name.startsWith(PREFIX) ? LINE.exec(text) : null;
      if (!line) continue;
      const [gain, offset] = [Number(line[1]), Number(line[2])];
      if (!Number.isFinite(gain) || !Number.isFinite(offset)) continue;
      const path = name.slice(PREFIX.length).split(".");
      calibrated = at(calibrated, path, (value) => gain * value + offset);
    }
    return calibrated;
  },
};

/** In this order. A new one is a function and a line here. */
const ENRICHERS: readonly Enricher[] = [calibrate];

/** Which enrichers in which versions. */
export const ENRICH_VERSION = ENRICHERS.map(({ name, version }) => `${name}@${version}`).join("+");

/** Cleaned values with what is known besides. */
export function enrich(values: Values, card: Pick<DeviceCard, "variables">): Values {
  return ENRICHERS.reduce((enriched, one) => one.enrich(enriched, card), values);
}

/** The same values with another number at one place; what leads there is copied. */
function at(values: Values, path: readonly string[], change: (value: number) => number): Values {
  const [name, ...rest] = path;
  if (name === undefined || !Object.hasOwn(values, name)) return values;
  const value = values[name];
  if (rest.length > 0) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return values;
    return { ...values, [name]: at(value as Values, rest, change) };
  }
  const changed = typeof value === "number" ? change(value) : Number.NaN;
  return Number.isFinite(changed) ? { ...values, [name]: changed } : values;
}
