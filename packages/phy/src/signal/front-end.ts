import { iqLength } from "../iq.ts";

/** Flaws of a cheap receiver. */
export interface FrontEnd {
  /** Offsets of I and Q, full scale 1. */
  readonly dcI?: number;
  readonly dcQ?: number;
  /** How much stronger I is than Q. */
  readonly gainImbalanceDb?: number;
  /** How far the two are from quadrature. */
  readonly phaseImbalanceDeg?: number;
}

/** Applies a receiver's flaws in place. */
export function applyFrontEnd(iq: Float32Array, flaws: FrontEnd): void {
  const gain = 10 ** ((flaws.gainImbalanceDb ?? 0) / 40);
  const skew = ((flaws.phaseImbalanceDeg ?? 0) * Math.PI) / 180;
  const cos = Math.cos(skew);
  const sin = Math.sin(skew);
  for (let i = 0; i < iq.length; i += 2) {
    const re = iq[i];
    const im = iq[i + 1];
    iq[i] = re * gain + (flaws.dcI ?? 0);
    iq[i + 1] = (im * cos + re * sin) / gain + (flaws.dcQ ?? 0);
  }
}

/**
 * Takes out a receiver's DC offset from a stream, in place: the mean of the first block, then a slow average
 * (time constant `seconds`), so that a carrier a few hertz from the centre survives. Delay: none.
 */
export class DcRemover {
  readonly #samples: number;
  #i = 0;
  #q = 0;
  #seen = 0;

  constructor(sampleRateHz: number, seconds = 0.25) {
    this.#samples = sampleRateHz * seconds;
  }

  process(iq: Float32Array): void {
    const count = iqLength(iq);
    if (count === 0) return;
    let i = 0;
    let q = 0;
    for (let k = 0; k < iq.length; k += 2) {
      i += iq[k];
      q += iq[k + 1];
    }
    this.#seen += count;
    const weight = count / Math.min(this.#seen, Math.max(this.#samples, count));
    this.#i += weight * (i / count - this.#i);
    this.#q += weight * (q / count - this.#q);
    for (let k = 0; k < iq.length; k += 2) {
      iq[k] -= this.#i;
      iq[k + 1] -= this.#q;
    }
  }
}
