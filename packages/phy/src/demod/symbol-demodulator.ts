import { softBits } from "../codec/decode-frame.ts";
import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { logBessel0 } from "./log-bessel.ts";

/** What one data symbol looked like. */
export interface SymbolDecision {
  readonly symbol: number;
  /** Correlation power of the chosen symbol over the mean of the others. */
  readonly snr: number;
}

/** Where and how to begin. */
export interface DemodulatorStart {
  /** Start of the first data symbol. */
  readonly firstChip: number;
  /** Carrier bias in bins. */
  readonly bins: number;
  readonly amplitude: number;
  /** Relative rate of the transmitter's symbol clock (1e-6 is a ppm fast), and how sure of it we are. */
  readonly clock: number;
  readonly clockSd: number;
  /** By how much the carrier has moved on at the first data symbol, in bins. */
  readonly offset: number;
  /** Bins by which the tone moves from symbol to symbol, and how sure of it we are. */
  readonly slope: number;
  readonly slopeSd: number;
}

/**
 * Demodulates the data symbols of one frame in turn: matched filters of all symbols, likelihoods, soft bits, and a Kalman
 * filter of (offset in bins, bins a symbol) that follows what is left of sampling offset and drift.
 */
export class SymbolDemodulator {
  readonly #window: ChirpWindow;
  readonly #correlation: Float32Array;
  readonly #likelihood: Float32Array;
  readonly #bins: number;
  /** Chips of receiver time in one transmitted symbol. */
  readonly #symbolChips: number;
  #chip: number;
  #amplitude: number;
  // Kalman state: tone offset and its change a symbol, with covariance.
  #offset = 0;
  #slope = 0;
  #p00 = 0.03 ** 2;
  #p01 = 0;
  #p11: number;
  readonly #q11: number;

  constructor(window: ChirpWindow, start: DemodulatorStart) {
    const { firstChip, bins, amplitude, clock, clockSd, offset, slope, slopeSd } = start;
    this.#window = window;
    this.#chip = firstChip;
    this.#bins = bins;
    this.#amplitude = amplitude;
    this.#symbolChips = window.chips * (1 - clock);
    this.#slope = slope;
    this.#offset = offset;
    this.#p11 = (clockSd * window.chips) ** 2 + slopeSd ** 2 + 1e-8;
    // Drift itself drifts: about a thirtieth of its usual size from symbol to symbol.
    this.#q11 = (slopeSd / 30) ** 2 + 1e-10;
    this.#correlation = new Float32Array(2 * window.chips);
    this.#likelihood = new Float32Array(window.chips);
  }

  /** First sample index that `next` does not need. */
  get needs(): number {
    return Math.ceil((this.#chip + this.#window.chips + 1) * this.#window.samplesPerChip) + 1;
  }

  /** Carrier at the next symbol, in bins. */
  get bins(): number {
    return this.#bins + this.#offset;
  }

  /** Start of the next symbol in chips. */
  get chip(): number {
    return this.#chip;
  }

  /**
   * Decides the next symbol and writes its soft bits at both rates (`sf` and `sf − 2` of them). Symbols known beforehand
   * are not needed: the filter follows its own decisions, weighted by how clear they are.
   */
  next(
    history: IqHistory,
    soft: Float32Array,
    softAt: number,
    reduced: Float32Array,
    reducedAt: number,
  ): SymbolDecision {
    const { chips, sf, samples } = this.#window;
    const c = this.#correlation;
    this.#window.correlate(history, this.#chip, this.#bins + this.#offset, c);
    let symbol = 0;
    let peak = -1;
    let total = 0;
    for (let s = 0; s < chips; s++) {
      const power = c[2 * s] * c[2 * s] + c[2 * s + 1] * c[2 * s + 1];
      this.#likelihood[s] = power;
      total += power;
      if (power > peak) {
        peak = power;
        symbol = s;
      }
    }
    const mask = chips - 1;
    const around =
      this.#likelihood[(symbol + 1) & mask] + this.#likelihood[(symbol - 1) & mask] + peak;
    const noise = Math.max((total - around) / (chips - 3), 1e-30);
    this.#toLikelihoods(samples * this.#amplitude, noise, peak);
    softBits(this.#likelihood, sf, sf, soft, softAt);
    softBits(this.#likelihood, sf, sf - 2, reduced, reducedAt);
    this.#track(symbol, peak / noise);
    this.#chip += this.#symbolChips;
    return { symbol, snr: peak / noise };
  }

  /** I₀(2·ρ·|z|/σ²) relative to the strongest symbol's: non-coherent likelihood of each symbol, in place of its power. */
  #toLikelihoods(level: number, noise: number, peak: number): void {
    const p = this.#likelihood;
    const gain = (2 * level) / noise;
    const top = logBessel0(gain * Math.sqrt(peak));
    // Everything that is e^-25 less likely is as good as impossible; skipping it skips most logarithms.
    for (let s = 0; s < p.length; s++) {
      const x = gain * Math.sqrt(p[s]);
      p[s] = x + 25 < top ? 0 : Math.exp(logBessel0(x) - top);
    }
  }

  #track(symbol: number, snr: number): void {
    const c = this.#correlation;
    const chips = this.#window.chips;
    const mask = chips - 1;
    const before = 2 * ((symbol - 1) & mask);
    const after = 2 * ((symbol + 1) & mask);
    // Jacobsen's estimator: Re[(X₋ − X₊) / (2X₀ − X₋ − X₊)].
    const dr = 2 * c[2 * symbol] - c[before] - c[after];
    const di = 2 * c[2 * symbol + 1] - c[before + 1] - c[after + 1];
    const nr = c[before] - c[after];
    const ni = c[before + 1] - c[after + 1];
    const seen = (nr * dr + ni * di) / (dr * dr + di * di || 1);
    // Predict one symbol ahead whatever was seen; correct before that by what was.
    const sure = snr > 12 && Math.abs(seen) < 0.6;
    if (sure) {
      const variance = 1 / snr + 1e-4;
      const gain0 = this.#p00 / (this.#p00 + variance);
      const gain1 = this.#p01 / (this.#p00 + variance);
      // What was seen is relative to the offset already taken out.
      this.#offset += gain0 * seen;
      this.#slope += gain1 * seen;
      this.#p11 -= gain1 * this.#p01;
      this.#p01 *= 1 - gain0;
      this.#p00 *= 1 - gain0;
    }
    this.#offset += this.#slope;
    this.#p00 += 2 * this.#p01 + this.#p11 + 1e-6;
    this.#p01 += this.#p11;
    this.#p11 += this.#q11;
  }
}
