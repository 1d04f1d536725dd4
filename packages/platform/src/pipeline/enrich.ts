import type { DeviceCard } from "../delivery/directory.ts";
import type { External } from "../enrichment/known.ts";

type Values = Readonly<Record<string, unknown>>;

/** What enrichers go by: what is known of the device, and what sources outside had said before the frame. */
export interface Known extends Pick<DeviceCard, "variables"> {
  readonly external?: External | undefined;
}

/** Adds to or mends what a payload says, from what is known besides. The same values give the same again. */
interface Enricher {
  readonly name: string;
  /** Raised whenever it makes something else of the same values. */
  readonly version: number;
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

/** What sources outside say, as `external`; a payload that has a field of that name keeps its own. */
const external: Enricher = {
  name: "external",
  version: 1,
  enrich: (values, known) => (known.external ? { external: known.external, ...values } : values),
};

/** In this order. A new one is a function and a line here. */
const ENRICHERS: readonly Enricher[] = [calibrate, external];

/** Which enrichers in which versions. */
export const ENRICH_VERSION = ENRICHERS.map(({ name, version }) => `${name}@${version}`).join("+");

/** Cleaned values with what is known besides. */
export function enrich(values: Values, known: Known): Values {
  return ENRICHERS.reduce((enriched, one) => one.enrich(enriched, known), values);
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
