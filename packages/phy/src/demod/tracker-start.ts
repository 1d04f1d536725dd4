import { biasEpochSeconds, SYNC_SYMBOLS, symbolSeconds } from "../params.ts";
import type { ChannelOptions } from "./channel-receiver.ts";
import type { ArrivalEstimate } from "./received-frame.ts";
import type { Synchronisation } from "./synchronisation.ts";

/** What a tracker believes of symbol clock and drift when it begins. See `TrackerOptions`. */
export interface TrackerStart {
  readonly clock: number;
  readonly clockSd: number;
  readonly lateChips: number;
  readonly offset: number;
  readonly slope: number;
  readonly slopeSd: number;
}

export const USUAL_CARRIER_HZ = 868e6;
// Two crystals rarely differ by more in clock when the carrier is not known; and by this much when it is.
const CLOCK_SD_UNKNOWN = 10e-6;
const CLOCK_SD_TIED = 1e-6;
const USUAL_DRIFT_HZ_PER_S = 30;
// An estimate that is farther off, in bins or chips, is about something else.
const FARTHEST = 4;
const AS_SYNCHRONISED = { lateChips: 0, offset: 0 };

/** Weighs what the preamble gave against what is usual. */
export function trackerStart(
  sync: Synchronisation,
  estimate: ArrivalEstimate,
  options: ChannelOptions,
): TrackerStart {
  return {
    ...clockOf(sync, estimate, options),
    ...placeOf(sync, estimate, options),
    ...slopeOf(estimate, options),
  };
}

/**
 * Synchronisation takes the carrier to stand still: a drift leaves it early or late, and on the carrier of before. What the
 * estimate says of onset, bias and drift puts both right for the first data symbol.
 */
function placeOf(
  sync: Synchronisation,
  estimate: ArrivalEstimate,
  { sf, bwHz, carrierHz, conjugated, centreBiasHz }: ChannelOptions,
): { lateChips: number; offset: number } {
  const { onsetS, onsetSdS, biasHz, driftHzPerS, ambiguity } = estimate;
  if (onsetSdS === null || driftHzPerS === null || ambiguity !== null) return AS_SYNCHRONISED;
  const symbolS = symbolSeconds(sf, bwHz);
  const clock = estimate.clock ?? biasHz / (carrierHz ?? USUAL_CARRIER_HZ);
  const beforeS = (sync.preambleLength + SYNC_SYMBOLS) * symbolS * (1 - clock);
  const lateChips = sync.sfdChip - (onsetS + beforeS) * bwHz;
  // Bias is stated half way to the first data symbol, and wanted in the middle of that.
  const laterS = biasEpochSeconds(sf, bwHz, sync.preambleLength) + symbolS / 2;
  const carrierBins = ((biasHz + laterS * driftHzPerS - centreBiasHz) * 2 ** sf) / bwHz;
  const offset = (conjugated ? -1 : 1) * carrierBins - sync.bins;
  const isNear = Math.abs(offset) < FARTHEST && Math.abs(lateChips) < FARTHEST;
  return isNear ? { lateChips, offset } : AS_SYNCHRONISED;
}

/** The symbol clock: implied by the bias where the carrier is known, else the fitted one weighed against what is usual. */
function clockOf(
  sync: Synchronisation,
  { clock, clockSd }: ArrivalEstimate,
  { sf, bwHz, carrierHz, conjugated }: ChannelOptions,
): { clock: number; clockSd: number } {
  const biasHz = ((conjugated ? -1 : 1) * (sync.bins * bwHz)) / 2 ** sf;
  const usual = {
    clock: biasHz / (carrierHz ?? USUAL_CARRIER_HZ),
    clockSd: carrierHz === null ? CLOCK_SD_UNKNOWN : CLOCK_SD_TIED,
  };
  if (clock === null || clockSd === null) return usual;
  // A fit that had to free the clock although the carrier is known says that the tie does not hold.
  const prior = 1 / CLOCK_SD_UNKNOWN ** 2;
  const fitted = 1 / clockSd ** 2;
  return {
    clock: (usual.clock * prior + clock * fitted) / (prior + fitted),
    clockSd: 1 / Math.sqrt(prior + fitted),
  };
}

/** What the carrier's drift does to the tone from symbol to symbol, in bins. */
function slopeOf(
  { driftHzPerS, driftSdHzPerS }: ArrivalEstimate,
  { sf, bwHz, conjugated }: ChannelOptions,
): { slope: number; slopeSd: number } {
  const binsPerDrift = (2 ** sf / bwHz) ** 2;
  // A fit that is less sure than what crystals do says nothing.
  if (driftHzPerS === null || driftSdHzPerS === null || driftSdHzPerS > USUAL_DRIFT_HZ_PER_S) {
    return { slope: 0, slopeSd: USUAL_DRIFT_HZ_PER_S * binsPerDrift };
  }
  return {
    slope: (conjugated ? -1 : 1) * driftHzPerS * binsPerDrift,
    slopeSd: driftSdHzPerS * binsPerDrift,
  };
}
