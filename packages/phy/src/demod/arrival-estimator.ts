import { conjugate } from "../iq.ts";
import type { JointEstimator, RoughArrival } from "../joint/joint-estimator.ts";
import type { JointEstimate } from "../joint/joint-estimate.ts";
import { sharedEstimator } from "../joint/shared-estimators.ts";
import { biasEpochSeconds, symbolSeconds, syncWordSymbols } from "../params.ts";
import type { IqHistory } from "./iq-history.ts";
import type { ArrivalEstimate } from "./received-frame.ts";

/** A preamble as the demodulator knows it, in the stream's own time. */
export interface RoughPreamble {
  readonly sf: number;
  readonly preambleLength: number;
  /** Null: neither sync word nor SFD were found, only the up-chirps can be fitted. */
  readonly syncWord: number | null;
  readonly onsetS: number;
  readonly biasHz: number;
  readonly snrDb: number | null;
}

/** What stays the same for every frame of a stream. */
export interface ArrivalOptions {
  readonly sampleRateHz: number;
  readonly bwHz: number;
  readonly offsetHz: number;
  readonly carrierHz: number | null;
  readonly invertIq: boolean;
  /** The samples are the conjugates of what was received. */
  readonly conjugated: boolean;
}

// Stands in for an unknown carrier: the clock is fitted free then, so it only has to be of the right order.
const SOME_CARRIER_HZ = 868e6;
// A fit that explains less of the power with the tied clock is compared with one whose clock is free.
const DOUBTFUL_QUALITY = 0.9;

/** Runs the joint estimator on the raw samples of preambles that the demodulator has found. */
export class ArrivalEstimator {
  readonly options: ArrivalOptions;

  constructor(options: ArrivalOptions) {
    this.options = options;
  }

  /** Seconds that an estimate needs before the onset and after the SFD. */
  static marginS(sf: number, bwHz: number): number {
    return symbolSeconds(sf, bwHz);
  }

  /** Estimates from raw samples; falls back on the rough values, without claims, where the model finds nothing. */
  estimate(raw: IqHistory, rough: RoughPreamble): ArrivalEstimate {
    const { sampleRateHz, bwHz, carrierHz } = this.options;
    const symbolS = symbolSeconds(rough.sf, bwHz);
    const from = Math.max(raw.start, Math.floor((rough.onsetS - symbolS) * sampleRateHz));
    const length = (rough.preambleLength + 6.25) * symbolS;
    const to = Math.min(raw.end, Math.ceil((rough.onsetS + length) * sampleRateHz));
    if (to <= from) return withoutClaims(rough);
    const iq = raw.copy(from, to);
    if (this.options.conjugated) conjugate(iq);
    const start = { onsetS: rough.onsetS - from / sampleRateHz, biasHz: rough.biasHz };
    if (rough.syncWord === null) return this.#upChirpsOnly(iq, start, rough, from);
    let best = this.#estimator(rough, carrierHz === null).estimate(iq, start);
    if (carrierHz !== null && (best === null || best.quality < DOUBTFUL_QUALITY)) {
      const free = this.#estimator(rough, true).estimate(iq, start);
      if (free && (best === null || free.quality > best.quality + CLEARLY_BETTER)) best = free;
    }
    return best && isNear(best, start, symbolS)
      ? claimed(best, from / sampleRateHz, carrierHz ?? SOME_CARRIER_HZ)
      : // The stream may have ended, or begun, inside the preamble.
        this.#upChirpsOnly(iq, start, rough, from);
  }

  /** Onset and bias on their common grid, at the place of it that the demodulator believes in. */
  #upChirpsOnly(
    iq: Float32Array,
    start: RoughArrival,
    rough: RoughPreamble,
    from: number,
  ): ArrivalEstimate {
    const { sampleRateHz, carrierHz } = this.options;
    const symbolS = symbolSeconds(rough.sf, this.options.bwHz);
    const found = this.#estimator({ ...rough, syncWord: null }, carrierHz === null).estimate(
      iq,
      start,
    );
    if (!found || !isNear(found, start, symbolS)) return withoutClaims(rough);
    const estimate = claimed(found, from / sampleRateHz, carrierHz ?? SOME_CARRIER_HZ);
    // Stated at the middle of the up-chirps; the drift carries it on to where bias is stated.
    const laterS =
      biasEpochSeconds(rough.sf, this.options.bwHz, rough.preambleLength) - found.epochS;
    return {
      ...estimate,
      biasHz: found.biasHz + laterS * found.driftHzPerS,
      biasSdHz: Math.hypot(found.biasSdHz, laterS * found.driftSdHzPerS),
      ambiguity: { stepS: found.ambiguityS, stepHz: found.ambiguityHz },
      method: `${estimate.method}-up-chirps`,
    };
  }

  #estimator(rough: RoughPreamble, free: boolean): JointEstimator {
    const { sampleRateHz, bwHz, offsetHz, carrierHz, invertIq } = this.options;
    return sharedEstimator({
      sf: rough.sf,
      bwHz,
      sampleRateHz,
      carrierHz: carrierHz ?? SOME_CARRIER_HZ,
      channelHz: offsetHz,
      preambleLength: rough.preambleLength,
      ...(rough.syncWord === null
        ? { upChirpsOnly: rough.preambleLength }
        : { sync: syncWordSymbols(rough.sf, rough.syncWord) }),
      inverted: invertIq,
      clock: free ? "free" : "tied",
      biasReachHz: (REACH_CHIPS * bwHz) / 2 ** rough.sf,
      onsetReachS: REACH_CHIPS / bwHz,
    });
  }
}

const CLEARLY_BETTER = 0.03;
const REACH_CHIPS = 4;

/** An answer more than a tenth of a symbol from where the demodulator was right is about something else. */
function isNear(
  estimate: JointEstimate,
  start: { readonly onsetS: number },
  symbolS: number,
): boolean {
  return Math.abs(estimate.onsetS - start.onsetS) < 0.1 * symbolS;
}

function claimed(estimate: JointEstimate, fromS: number, carrierHz: number): ArrivalEstimate {
  const free = estimate.clock === "free";
  return {
    clock: free ? estimate.biasHz / carrierHz + estimate.clockPpm * 1e-6 : null,
    clockSd: free ? estimate.clockSdPpm * 1e-6 : null,
    onsetS: estimate.onsetS + fromS,
    onsetSdS: estimate.onsetSdS,
    biasHz: estimate.biasHz,
    biasSdHz: estimate.biasSdHz,
    driftHzPerS: estimate.driftHzPerS,
    driftSdHzPerS: estimate.driftSdHzPerS,
    snrDb: estimate.snrDb,
    quality: estimate.quality,
    method: free ? `${estimate.method}-free-clock` : estimate.method,
    ambiguity: null,
  };
}

/** The demodulator's own values. */
export function withoutClaims(rough: RoughPreamble): ArrivalEstimate {
  return {
    onsetS: rough.onsetS,
    onsetSdS: null,
    biasHz: rough.biasHz,
    biasSdHz: null,
    driftHzPerS: null,
    driftSdHzPerS: null,
    clock: null,
    clockSd: null,
    snrDb: rough.snrDb,
    quality: null,
    method: "synchroniser",
    ambiguity: null,
  };
}
