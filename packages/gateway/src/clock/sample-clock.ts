import type { Instant } from "@lorats/base";
import { AnchorFilter } from "./anchor-filter.ts";
import { ArrivalClock } from "./arrival-clock.ts";
import { CounterUtc } from "./counter-utc.ts";
import type { Gap } from "./gap-finder.ts";

/**
 * What a sample's time rests on.
 * - `pps`: a concentrator whose counter is tied to GPS pulses, to the microsecond.
 * - `gps`: a concentrator that says GPS time in whole milliseconds, or beacons of class B.
 * - `ntp`: the computer's clock, disciplined over the network.
 * - `none`: the computer's clock, which nobody vouches for.
 */
export type ClockSource = "pps" | "gps" | "ntp" | "none";

export interface SampleTime {
  readonly instant: Instant;
  readonly sdNs: number;
  readonly source: ClockSource;
}

export interface SampleClockOptions {
  readonly sampleRateHz: number;
  readonly bufferSamples?: number | undefined;
  /** Half the range of the unknown constant delay between antenna and program. */
  readonly latencyNs: number;
  /** The computer's clock: who disciplines it, and how well. */
  readonly system: { readonly source: "ntp" | "none"; readonly sdNs: number };
  /** What the concentrator's own timestamps may all be off by: it does not average out. */
  readonly concentratorSdNs: number;
  /** The concentrator's counter against its UTC, which outlives streams. Default: of no concentrator. */
  readonly counterUtc?: CounterUtc | undefined;
  /** A recording whose first sample was taken at this time: arrivals say nothing. */
  readonly startedAt?: Instant | undefined;
}

/** Nothing is known about a clock that nobody sets: it may be off by hours. */
export const UNDISCIPLINED_SD_NS = 3.6e12;

/** Two clocks further apart than this contradict each other. */
const DISPUTE = 6;
/** An expectation worse than this tells no whole buffers. */
const SETTLING_SD_S = 0.3e-3;
const RATE = { rateSd: 50e-6, rateWalk: 3e-9 };

/**
 * From samples to UTC. Three ways lead there: block arrivals on the computer's clock, always; frames that a concentrator has timed by its
 * counter, whose UTC is followed apart; and beacons. The best one is taken, and says how sure it is. Pure: times come in as arguments.
 */
export class SampleClock {
  readonly #options: SampleClockOptions;
  readonly #arrivals: ArrivalClock;
  readonly #beacons = new AnchorFilter(RATE);
  readonly #counter = new AnchorFilter(RATE);
  readonly #counterUtc: CounterUtc;
  /** Origin of all seconds in here. */
  #originNs: bigint | null = null;
  #utcOriginNs: bigint;
  #utcMinusMonotonicNs = 0n;
  #refused = 0;

  constructor(options: SampleClockOptions) {
    this.#options = options;
    this.#counterUtc = options.counterUtc ?? new CounterUtc();
    this.#utcOriginNs = options.startedAt ?? 0n;
    this.#arrivals = new ArrivalClock({
      sampleRateHz: options.sampleRateHz,
      bufferSamples: options.startedAt === undefined ? options.bufferSamples : undefined,
      latencyS: options.latencyNs / 1e9,
    });
  }

  get gaps(): readonly Gap[] {
    return this.#arrivals.gaps;
  }

  get lostSamples(): number {
    return this.#arrivals.lostSamples;
  }

  get refusedAnchors(): number {
    return this.#refused;
  }

  /** Error of the receiver's crystal in ppm, by the best clock there is; null when unknown. */
  get ratePpm(): number | null {
    for (const filter of [this.#counter, this.#beacons]) {
      if (filter.accepted > 2) return filter.rateError * 1e6;
    }
    const byArrivals = this.#arrivals.rateError;
    return byArrivals === null ? null : byArrivals * 1e6;
  }

  /** The last sample before index `end` arrived. `utcNs` is what the computer's clock said at that moment. */
  observeArrival(end: number, monotonicNs: bigint, utcNs: bigint): Gap | null {
    if (this.#originNs === null) {
      this.#originNs = monotonicNs;
      if (this.#options.startedAt === undefined) this.#utcOriginNs = utcNs;
    }
    this.#utcMinusMonotonicNs = utcNs - monotonicNs;
    return this.#arrivals.observe(end, Number(monotonicNs - this.#originNs) / 1e9);
  }

  /** A beacon whose first chirp left at `utc` by schedule; `sdNs` holds its way and its transmitter. False: it was not believed. */
  observeBeacon(index: number, utc: Instant, sdNs: number): boolean {
    return this.#observe(this.#beacons, index, Number(utc - this.#utcOriginNs) / 1e9, sdNs / 1e9);
  }

  /** The concentrator's microsecond counter, unwrapped, showed `us` at the moment of sample `index`. */
  observeCounter(index: number, us: number, sampleSdNs: number): boolean {
    const sdS = Math.hypot(1e-6 / Math.sqrt(12), sampleSdNs / 1e9);
    return this.#observe(this.#counter, index, (us + 0.5) / 1e6, sdS);
  }

  /** The unwrapped counter at a sample, in microseconds; null before any frame was matched. */
  counterAt(index: number): { readonly us: number; readonly sdUs: number } | null {
    const at = this.#counter.at(this.#seconds(index));
    if (!at) return null;
    const { concentratorSdNs } = this.#options;
    return { us: at.s * 1e6, sdUs: Math.hypot(at.sdS * 1e6, concentratorSdNs / 1e3) };
  }

  /** Microseconds by the sample count, lost samples included, since the stream began. */
  elapsedUs(index: number): number {
    return this.#seconds(index) * 1e6;
  }

  /** The computer's monotonic time at a sample, by arrivals alone; null before the first block. */
  monotonicAt(index: number): { readonly ns: bigint; readonly sdNs: number } | null {
    const at = this.#arrivals.at(index);
    if (!at || this.#originNs === null) return null;
    return { ns: this.#originNs + BigInt(Math.round(at.s * 1e9)), sdNs: at.sdS * 1e9 };
  }

  /** The earliest monotonic time at which a block with this sample could arrive; null before the first block. */
  earliestArrivalNs(index: number): bigint | null {
    const at = this.monotonicAt(index);
    return at && at.ns + BigInt(Math.round(this.#options.latencyNs));
  }

  /** When a sample was taken; null before the first block. */
  at(index: number): SampleTime | null {
    const own = this.#own(index);
    const best = [this.#byConcentrator(index), this.#byBeacons(index), own].reduce(
      (a, b) => (b && (!a || b.sdNs < a.sdNs) ? b : a),
      null,
    );
    return best && own ? contested(best, own) : best;
  }

  #observe(filter: AnchorFilter, index: number, s: number, sdS: number): boolean {
    const expected = filter.at(this.#seconds(index));
    if (expected && expected.sdS < SETTLING_SD_S) this.#arrivals.settle(index, s - expected.s);
    const believed = filter.observe(this.#seconds(index), s, sdS);
    if (!believed) this.#refused++;
    return believed;
  }

  #byConcentrator(index: number): SampleTime | null {
    const counter = this.counterAt(index);
    const time = counter && this.#counterUtc.at(counter.us);
    if (!time) return null;
    const doubtNs = 1e9 * this.#arrivals.doubtS(index);
    return { ...time, sdNs: Math.hypot(time.sdNs, 1e3 * counter.sdUs, doubtNs) };
  }

  #byBeacons(index: number): SampleTime | null {
    const at = this.#beacons.at(this.#seconds(index));
    if (!at) return null;
    const sdNs = 1e9 * Math.hypot(at.sdS, this.#arrivals.doubtS(index));
    return { instant: this.#instant(at.s), sdNs, source: "gps" };
  }

  #own(index: number): SampleTime | null {
    const { startedAt, system } = this.#options;
    const { source, sdNs } = system;
    if (startedAt !== undefined) {
      return { instant: this.#instant(this.#seconds(index)), sdNs, source };
    }
    const at = this.#arrivals.at(index);
    if (!at) return null;
    const monotonicNs = this.#originNs! + BigInt(Math.round(at.s * 1e9));
    return {
      instant: monotonicNs + this.#utcMinusMonotonicNs,
      sdNs: Math.hypot(at.sdS * 1e9, sdNs),
      source,
    };
  }

  #seconds(index: number): number {
    return this.#arrivals.trueIndex(index) / this.#options.sampleRateHz;
  }

  #instant(s: number): Instant {
    return this.#utcOriginNs + BigInt(Math.round(s * 1e9));
  }
}

/** Where two clocks cannot both be right, the time is no better than what lies between them. */
function contested(best: SampleTime, own: SampleTime): SampleTime {
  const apartNs = Math.abs(Number(best.instant - own.instant));
  const isDisputed = apartNs > DISPUTE * Math.hypot(best.sdNs, own.sdNs);
  return isDisputed ? { ...best, sdNs: Math.hypot(best.sdNs, apartNs) } : best;
}
