import type { DeviceCard } from "../delivery/directory.ts";
import type { External } from "../enrichment/known.ts";
import { clean } from "./clean.ts";

type Values = Readonly<Record<string, unknown>>;

type Known = Pick<DeviceCard, "variables">;

/** Raised whenever it makes something else of the same values. */
interface Version {
  readonly name: string;
  readonly version: number;
}

/** Mends what a payload says, by what is known of the device. The same values give the same again. */
interface Enricher extends Version {
  enrich(values: Values, known: Known): Values;
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
const EXTERNAL: Version = { name: "external", version: 2 };

/** Which enrichers in which versions. */
export const ENRICH_VERSION = [...ENRICHERS, EXTERNAL]
  .map(({ name, version }) => `${name}@${version}`)
  .join("+");

/** What a device says: decoded values cleaned, and mended by what is known of it. */
export function saidBy(device: Known, decoded: Values): Values {
  return ENRICHERS.reduce((values, one) => one.enrich(values, device), clean(decoded));
}

/**
 * What everybody is told: that, and what sources outside say as `external`, also where nobody decodes what the device says. A
 * payload that has a field of that name keeps its own.
 */
export function withExternal(
  said: Values | undefined,
  external: External | undefined,
): Values | undefined {
  return external ? { external, ...said } : said;
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
