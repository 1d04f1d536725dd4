import type { Plane, Point } from "./plane.ts";
import type { Hearing } from "./resolver.ts";

/**
 * Log-distance path loss with log-normal shadowing. How fast a signal fades and how strong the device sends are not known:
 * both are integrated out, and that is what makes the radius honest.
 * @see Rappaport, Wireless Communications, §4.9
 */
const EXPONENTS = [2.5, 2.9, 3.3, 3.7] as const;
const SHADOWING_DB = 8;
/** EIRP at the device with both antennas, and how far it may be off: pockets, cellars, bad antennas. */
const SENT_DBM = 14;
const SENT_SD_DB = 6;
/** Closer than this the model says nothing. */
const NEAREST_M = 20;
const FARTHEST_M = 40_000;

/** A gateway on the plane, and how strong it heard the frame. */
export interface Heard extends Point {
  readonly signalDbm: number;
}

export function heardOn(plane: Plane, hearings: readonly Hearing[]): readonly Heard[] {
  return hearings.map((one) => ({ ...plane.toPoint(one.place), signalDbm: signalOf(one) }));
}

/** The power of the frame alone: below the noise, RSSI is that of the noise. */
function signalOf({ rssiDbm, snrDb }: Hearing): number {
  return snrDb === undefined ? rssiDbm : rssiDbm - 10 * Math.log10(1 + 10 ** (-snrDb / 10));
}

/** How far away the device could be from the gateway that heard it best, m. */
export function reachOf(heard: readonly Heard[], freqHz: number): number {
  const best = Math.max(...heard.map(({ signalDbm }) => signalDbm));
  const generous = SENT_DBM + 2 * SENT_SD_DB + SHADOWING_DB - best - firstMetreDb(freqHz);
  return Math.min(FARTHEST_M, Math.max(500, 10 ** (generous / (10 * EXPONENTS[0]))));
}

/** Free-space loss of the first metre. */
function firstMetreDb(freqHz: number): number {
  return 20 * Math.log10(freqHz) - 147.55;
}

/** Strengths of one frame against the model, place by place. HOT PATH: some thousand places a frame. */
export class PathLoss {
  readonly #xs: Float64Array;
  readonly #ys: Float64Array;
  /** Signal less what is expected at a metre, dB. */
  readonly #over: Float64Array;
  readonly #misfits: Float64Array = new Float64Array(EXPONENTS.length);

  constructor(heard: readonly Heard[], freqHz: number) {
    const expected = SENT_DBM - firstMetreDb(freqHz);
    this.#xs = Float64Array.from(heard, ({ x }) => x);
    this.#ys = Float64Array.from(heard, ({ y }) => y);
    this.#over = Float64Array.from(heard, ({ signalDbm }) => signalDbm - expected);
  }

  /** Over all exponents alike, up to a constant. */
  logLikelihood(x: number, y: number): number {
    this.#compare(x, y);
    let total = 0;
    for (const misfit of this.#misfits) total += Math.exp(-0.5 * misfit);
    return Math.log(Math.max(total, Number.MIN_VALUE));
  }

  /** Squared deviation of the strengths from what the model expects of a sender here, for the exponent that fits best: χ² with a degree for each gateway. */
  misfit(x: number, y: number): number {
    this.#compare(x, y);
    return Math.min(...this.#misfits);
  }

  #compare(x: number, y: number): void {
    const [xs, ys, over] = [this.#xs, this.#ys, this.#over];
    // Residuals are a + exponent · b; the sender's power, common to all gateways, is integrated in closed form.
    let [a, b, aa, ab, bb] = [0, 0, 0, 0, 0];
    for (let i = 0; i < xs.length; i++) {
      const square = Math.max(NEAREST_M ** 2, (xs[i]! - x) ** 2 + (ys[i]! - y) ** 2);
      const one = over[i]!;
      const two = 5 * Math.log10(square);
      a += one;
      b += two;
      aa += one * one;
      ab += one * two;
      bb += two * two;
    }
    const [noise, prior] = [SHADOWING_DB ** 2, SENT_SD_DB ** 2];
    for (let i = 0; i < EXPONENTS.length; i++) {
      const exponent = EXPONENTS[i]!;
      const sum = a + exponent * b;
      const squares = aa + 2 * exponent * ab + exponent * exponent * bb;
      // Sherman and Morrison: (s²I + p²11ᵀ)⁻¹.
      this.#misfits[i] = (squares - (prior * sum * sum) / (noise + xs.length * prior)) / noise;
    }
  }
}
