import { type Gap, GapFinder, type GapVerdict } from "./gap-finder.ts";
import { type EnvelopeLine, LowerEnvelope } from "./lower-envelope.ts";

/** What is known of the way from the antenna to the program. */
export interface ArrivalClockOptions {
  readonly sampleRateHz: number;
  /** Samples that a lagging source loses at once; absent where nothing is ever lost. */
  readonly bufferSamples?: number | undefined;
  /**
   * The constant delay that no block ever undercuts cannot be observed. It is taken to lie anywhere between zero and twice
   * this, in seconds.
   */
  readonly latencyS: number;
}

/** A time with one standard deviation, in seconds. */
export interface TimeEstimate {
  readonly s: number;
  readonly sdS: number;
}

const BIN_S = 1;
const BINS = 180;
const BINS_FOR_RATE = 100;
/** No receiver's crystal is worse. */
const STEEPEST = 200e-6;
/** A crystal changes its rate by about this much within minutes of warming up. */
const WANDER = 0.3e-6;
/** How far another clock's word may be from whole buffers, as a share of one. */
const SETTLING_TOLERANCE = 0.02;

/**
 * Maps samples to the computer's monotonic clock from when blocks arrive. Delays are never negative, so the lower envelope of
 * arrivals is the sample clock plus a constant. Jumps by lost buffers are told from delays by {@link GapFinder}.
 */
export class ArrivalClock {
  readonly #options: ArrivalClockOptions;
  readonly #envelope = new LowerEnvelope({ binWidth: BIN_S, bins: BINS, steepest: STEEPEST });
  readonly #gaps: GapFinder | null;

  constructor(options: ArrivalClockOptions) {
    this.#options = options;
    const { bufferSamples, sampleRateHz } = options;
    this.#gaps = bufferSamples === undefined ? null : new GapFinder(bufferSamples, sampleRateHz);
  }

  get gaps(): readonly Gap[] {
    return this.#gaps?.gaps ?? [];
  }

  get lostSamples(): number {
    return this.gaps.reduce((sum, gap) => sum + gap.lostSamples, 0);
  }

  /** Error of the sample clock against the computer's: 1e-6 when it is a ppm fast. Null while that would be a guess. */
  get rateError(): number | null {
    const line = this.#envelope.line();
    return line && line.bins >= BINS_FOR_RATE ? -line.slope : null;
  }

  /** A block whose last sample has index `end − 1` arrived at `arrivedS`. Returns the gap that this has proved, if any. */
  observe(end: number, arrivedS: number): Gap | null {
    const nominalS = this.trueIndex(end) / this.#options.sampleRateHz;
    const delay = arrivedS - nominalS;
    const line = this.#envelope.line();
    if (!this.#gaps || !line) {
      this.#envelope.add(nominalS, delay);
      return null;
    }
    const floor = line.level + line.slope * (nominalS - line.x);
    const verdict = this.#gaps.observe(end, delay - floor, arrivedS);
    this.#release(verdict, line);
    if (verdict.relearn) {
      this.#envelope.clear();
      const s = this.trueIndex(end) / this.#options.sampleRateHz;
      this.#envelope.add(s, arrivedS - s);
    }
    return verdict.gap;
  }

  /**
   * Another clock says that sample `index` was taken `shiftS` seconds later than the count has it. While buffers may be missing and
   * that fits a whole number of them, it settles the question. Returns whether it did.
   */
  settle(index: number, shiftS: number): boolean {
    const { bufferSamples, sampleRateHz } = this.#options;
    const line = this.#envelope.line();
    if (!this.#gaps || !line || bufferSamples === undefined) return false;
    const buffers = (shiftS * sampleRateHz) / bufferSamples;
    if (Math.abs(buffers - Math.round(buffers)) > SETTLING_TOLERANCE) return false;
    const verdict = this.#gaps.resolve(index, Math.round(buffers));
    if (!verdict) return false;
    this.#release(verdict, line);
    return true;
  }

  /** Index that the sample would have if nothing had been lost before it. */
  trueIndex(index: number): number {
    return this.#gaps ? this.#gaps.trueIndex(index) : index;
  }

  /** How far lost buffers that are suspected but not proved may put the time of a sample off. */
  doubtS(index: number): number {
    const doubt = this.#gaps?.doubt(index);
    return doubt ? Math.hypot(doubt.shiftS, doubt.sdS) : 0;
  }

  /** Seconds of monotonic time at which sample `index` was taken; null before any block. */
  at(index: number): TimeEstimate | null {
    const line = this.#envelope.line();
    if (!line) return null;
    const { sampleRateHz, latencyS } = this.#options;
    const s = this.trueIndex(index) / sampleRateHz;
    const doubt = this.#gaps?.doubt(index) ?? { shiftS: 0, sdS: 0 };
    const span = Math.max(BIN_S, line.bins * BIN_S);
    const slopeSd = line.scatter / span + (line.bins < 8 ? STEEPEST / 2 : WANDER);
    const sdS = Math.hypot(
      latencyS / Math.sqrt(3),
      line.scatter,
      slopeSd * Math.abs(s - line.x),
      doubt.sdS,
    );
    return { s: s + line.level + line.slope * (s - line.x) - latencyS + doubt.shiftS, sdS };
  }

  #release({ released }: GapVerdict, line: EnvelopeLine): void {
    for (const { index, excessS } of released) {
      const s = this.trueIndex(index) / this.#options.sampleRateHz;
      this.#envelope.add(s, line.level + line.slope * (s - line.x) + excessS);
    }
  }
}
