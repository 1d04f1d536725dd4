/**
 * What a concentrator's free-running counter says about time. Frames arrive some time after they were received and
 * never before, so the smallest distance between arrival and counter over the last minutes is the counter's place; a
 * gateway that also states GPS time, or an onset by its SDR, gives it exactly and carries on by it when those fail.
 */
export interface CounterClock {
  /** Newest reading, unwrapped, s. */
  readonly counterS: number;
  readonly arrivedS: number;
  /** Smallest arrival minus counter of the newest stretches, oldest first, s. */
  readonly stretches: readonly { readonly startS: number; readonly offsetS: number }[];
  /** Counter against true time, from a disciplined reading, s. */
  readonly exact?:
    | { readonly offsetS: number; readonly sdS: number; readonly atS: number }
    | undefined;
  readonly steps: number;
}

const STRETCH_S = 60;
const STRETCHES = 8;
const WRAP_S = 2 ** 32 / 1e6;
/** Arrivals that come so much before the fastest, or so much later, again and again, are no backhaul but a restart. */
const EARLY_S = 1;
/** A concentrator's crystal keeps 20 ppm, and a few once its rate is known. */
const DRIFT = 20e-6;
/** Fastest frames of a terrestrial backhaul take this, give or take. */
const FASTEST_S = 0.02;
const FASTEST_SD_S = 0.015;
const EXACT_MAX_S = 3600;

/** Reads a counter: `bits32` ones wrap after 71.6 minutes. */
function unwrap(
  known: CounterClock | undefined,
  counterS: number,
  arrivedS: number,
  bits32: boolean,
): number {
  if (!known || !bits32) return counterS;
  const expected = known.counterS + (arrivedS - known.arrivedS);
  return counterS + Math.max(0, Math.round((expected - counterS) / WRAP_S)) * WRAP_S;
}

export interface CounterReading {
  readonly counterS: number;
  readonly bits32: boolean;
  readonly arrivedS: number;
  /** True time of that counter where the reception states it. */
  readonly exact?: { readonly atS: number; readonly sdS: number } | undefined;
}

/** The counter of a reception, if it has one. Stations put a random session into the upper bits: 48 count. */
export function parseCounter(
  text: string,
  door: string,
): Pick<CounterReading, "counterS" | "bits32"> {
  const value = BigInt(text);
  const bits32 = door === "semtech-udp" || (value >= 0n && value < 1n << 32n);
  const us = bits32 ? value & 0xffff_ffffn : value & 0xffff_ffff_ffffn;
  return { counterS: Number(us) / 1e6, bits32 };
}

/** The clock after one more reception. */
export function afterReading(
  known: CounterClock | undefined,
  reading: CounterReading,
): CounterClock {
  const { arrivedS, exact } = reading;
  const counterS = unwrap(known, reading.counterS, arrivedS, reading.bits32);
  const offsetS = arrivedS - counterS;
  const sure = exact && { offsetS: exact.atS - counterS, sdS: exact.sdS, atS: exact.atS };
  const fresh = (steps: number): CounterClock => ({
    counterS,
    arrivedS,
    stretches: [{ startS: arrivedS, offsetS }],
    exact: sure,
    steps,
  });
  if (!known) return fresh(0);
  const base = baseOf(known);
  const restarted = offsetS < base - EARLY_S || counterS < known.counterS - 60;
  if (restarted) return fresh(Math.min(known.steps + 1, 65_535));
  const newest = known.stretches.at(-1)!;
  const stretches =
    arrivedS - newest.startS < STRETCH_S
      ? [...known.stretches.slice(0, -1), { ...newest, offsetS: Math.min(newest.offsetS, offsetS) }]
      : [...known.stretches, { startS: arrivedS, offsetS }].slice(-STRETCHES);
  return { counterS, arrivedS, stretches, exact: sure ?? known.exact, steps: known.steps };
}

function baseOf({ stretches }: CounterClock): number {
  return stretches.reduce(
    (least, { offsetS }) => Math.min(least, offsetS),
    Number.POSITIVE_INFINITY,
  );
}

/** True time of a counter reading, with its deviation. */
export function timeOfCounter(
  clock: CounterClock,
  counter: Pick<CounterReading, "counterS" | "bits32">,
  arrivedS: number,
  serverSdS: number,
): { readonly atS: number; readonly sdS: number } {
  const counterS = unwrap(clock, counter.counterS, arrivedS, counter.bits32);
  const { exact } = clock;
  if (exact && arrivedS - exact.atS < EXACT_MAX_S) {
    const ageS = Math.max(0, arrivedS - exact.atS);
    return { atS: counterS + exact.offsetS, sdS: Math.hypot(exact.sdS, DRIFT * ageS) };
  }
  const ageS = arrivedS - clock.stretches[0]!.startS;
  const sdS = Math.hypot(
    FASTEST_SD_S,
    serverSdS,
    DRIFT * ageS,
    clock.stretches.length < 3 ? 0.04 : 0,
  );
  return { atS: counterS + baseOf(clock) - FASTEST_S, sdS };
}
