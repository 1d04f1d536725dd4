import { CallerError } from "@lorats/base";
import { syncWordSymbols } from "../params.ts";

export interface JointOptions {
  readonly sf: number;
  readonly bwHz: number;
  readonly sampleRateHz: number;
  /** Nominal carrier: its crystal is taken to make the chips too. Infinite: the chips keep the receiver's time. */
  readonly carrierHz: number;
  /** Up-chirps before the sync word. Default 8. */
  readonly preambleLength?: number;
  /** The two symbols of the sync word. Default: those of 0x34. */
  readonly sync?: readonly [number, number];
  /** Fit only that many up-chirps: a preamble cut short. */
  readonly upChirpsOnly?: number;
  /** Conjugated waveform: downlinks. */
  readonly inverted?: boolean;
  /** The channel's nominal centre in the receiver's baseband, hertz. Default 0. */
  readonly channelHz?: number;
  /** `tied` (default): symbol clock and carrier share a crystal. `free`: the clock is fitted. */
  readonly clock?: "tied" | "free";
  /** `auto` (default): coherent if the phases allow it, else a free phase per chirp. */
  readonly phase?: "auto" | "coherent" | "free";
  /** How far the rough values may be off. Defaults: 8 kHz, 50 µs, 8 kHz/s. */
  readonly biasReachHz?: number;
  readonly onsetReachS?: number;
  readonly driftReachHzPerS?: number;
  /** Allan deviation at one second of the white frequency noise that the claims allow for. Default 5e-11. */
  readonly wanderAllanDeviation?: number;
  /** Least standard deviation that is ever claimed for the onset, seconds. Default 1 ns. */
  readonly onsetFloorS?: number;
}

export type ResolvedJointOptions = Required<Omit<JointOptions, "upChirpsOnly">> & {
  readonly upChirpsOnly: number;
};

/**
 * Physical floor of the claims: two crystals and synthesisers have white frequency noise of at least about 5e-11 at one
 * second; recorded preambles left 0.01 rad (SF7, 8 chirps) and 0.02 rad (SF11, 6 chirps) of phase, which is that much.
 * At 868 MHz it bounds the claimed bias to 0.4 Hz at SF7 and 0.07 Hz at SF12.
 */
export const WANDER_ALLAN_DEVIATION = 5e-11;

/** Half-width that covers two crystals of ±25 ppm against each other. */
export function wideBiasReachHz(carrierHz: number): number {
  return 50e-6 * carrierHz;
}

/** @throws CallerError `PHY_BAD_PARAMETER` */
export function resolveJointOptions(options: JointOptions): ResolvedJointOptions {
  const { sf, bwHz, sampleRateHz } = options;
  if (!(Number.isInteger(sf) && sf >= 5 && sf <= 12)) {
    throw new CallerError("PHY_BAD_PARAMETER", `spreading factor ${sf} is not 5 … 12`);
  }
  if (!(bwHz > 0 && sampleRateHz >= bwHz)) {
    const message = `sample rate ${sampleRateHz} Hz is below the bandwidth ${bwHz} Hz`;
    throw new CallerError("PHY_BAD_PARAMETER", message);
  }
  return {
    sf,
    bwHz,
    sampleRateHz,
    carrierHz: options.carrierHz,
    preambleLength: options.preambleLength ?? 8,
    sync: options.sync ?? syncWordSymbols(sf, 0x34),
    upChirpsOnly: options.upChirpsOnly ?? 0,
    inverted: options.inverted ?? false,
    channelHz: options.channelHz ?? 0,
    clock: options.clock ?? "tied",
    phase: options.phase ?? "auto",
    biasReachHz: options.biasReachHz ?? 8000,
    onsetReachS: options.onsetReachS ?? 50e-6,
    driftReachHzPerS: options.driftReachHzPerS ?? 8000,
    wanderAllanDeviation: options.wanderAllanDeviation ?? WANDER_ALLAN_DEVIATION,
    onsetFloorS: options.onsetFloorS ?? 1e-9,
  };
}
