import type { GatewayId } from "@lorats/base";
import type { Reception } from "@lorats/events";

/** Which instrument measured a frequency: they have oscillators and habits of their own. */
export type Instrument = "sdr" | "concentrator";

/** One gateway's measure of how far a transmitter is from the channel's centre, by its own oscillator. */
export interface Reading {
  readonly gatewayId: GatewayId;
  readonly instrument: Instrument;
  readonly ppm: number;
  /** As its instrument claims, with a floor: crystals themselves are not steadier within a frame. */
  readonly sdPpm: number;
  readonly freqHz: number;
  readonly bwHz: number;
  /** The gateway proved that it is that gateway. */
  readonly authenticated: boolean;
}

/** Crystals are made to ±40 ppm and dongles to ±100 at worst; more is no frequency but a defect or a lie. */
const MAX_PPM = 150;
/** Nobody measures a crystal better: over a preamble it wanders by this much itself. */
const MIN_SD_PPM = 2e-4;
/** A reading worse than this says nothing about an oscillator. */
const MAX_SD_PPM = 3;
/**
 * An SX1302 tells the offset that its demodulator corrected; what its driver documents is the unit (Hz), not the
 * deviation. A sixteenth of an FFT bin is taken; what a device scatters beyond it is learnt.
 */
function concentratorSdHz(bwHz: number, sf: number): number {
  return Math.max(20, bwHz / 2 ** sf / 16);
}

/** Where chirps alone were seen, the carrier may be a step of their grid further: that is no measure of a crystal. */
function sdrSdHz({ biasSdHz, ambiguity }: NonNullable<Reception["lts"]>): number {
  return Math.hypot(biasSdHz, ambiguity?.stepHz ?? 0);
}

/** The frequency that a reception offers: the SDR's, else the concentrator's, else none. */
export function readingOf(reception: Reception): Reading | undefined {
  const { gatewayId, freqHz, modulation, lts, foffHz, authentication } = reception;
  if (modulation.kind !== "lora") return undefined;
  const { bwHz, sf } = modulation;
  const [hz, sdHz, instrument] =
    lts === undefined
      ? ([foffHz, concentratorSdHz(bwHz, sf), "concentrator"] as const)
      : ([lts.biasHz, sdrSdHz(lts), "sdr"] as const);
  // A forwarder without the figure says zero: no crystal is that good for long.
  if (hz === undefined || (instrument === "concentrator" && hz === 0)) return undefined;
  const ppm = (hz / freqHz) * 1e6;
  const sdPpm = Math.max((sdHz / freqHz) * 1e6, MIN_SD_PPM);
  if (!(Math.abs(ppm) <= MAX_PPM) || !(sdPpm <= MAX_SD_PPM)) return undefined;
  return {
    gatewayId,
    instrument,
    ppm,
    sdPpm,
    freqHz,
    bwHz,
    authenticated: authentication !== "none",
  };
}
