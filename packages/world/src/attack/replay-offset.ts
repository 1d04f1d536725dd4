import { gaussian, uniform, type Random } from "@lorats/base";
import type { Calibration } from "./attack-plan.ts";

/** What a replay adds to carrier and sampling clock of what was recorded. */
export interface ReplayOffset {
  readonly carrierHz: number;
  /** Relative: 1e-6 is a ppm. */
  readonly clock: number;
}

/** What the radios of an attacker do by themselves. */
export interface RadioErrors {
  readonly freqHz: number;
  /** Error of the recorder's oscillator when it recorded, and of the replayer's when it replays, ppm. */
  readonly recordPpm: number;
  readonly replayPpm: number;
  /** How far the synthesisers' grids leave them from the channel: on the carrier alone, Hz. */
  readonly recordResidualHz: number;
  readonly replayResidualHz: number;
}

/** e_replay(t₂) − e_record(t₁), plus the synthesisers' residuals on the carrier. */
export function naturalOffset(errors: RadioErrors): ReplayOffset {
  const clock = (errors.replayPpm - errors.recordPpm) * 1e-6;
  const grids = errors.replayResidualHz - errors.recordResidualHz;
  return { carrierHz: clock * errors.freqHz + grids, clock };
}

/** What an attacker knows of a victim's bias before it replays a frame. */
export interface Learnt {
  /** Frames that it has heard of the device, this one included. */
  readonly frames: number;
  /** The device's mean bias over them minus this frame's, Hz. */
  readonly meanMinusThisHz: number;
}

/**
 * What is left after calibration of the `n`-th replay, 0 on.
 * @param learnt what an adaptive attacker goes by
 */
export function calibratedOffset(
  natural: ReplayOffset,
  calibration: Calibration,
  freqHz: number,
  n: number,
  random: Random,
  learnt: Learnt = { frames: 1, meanMinusThisHz: 0 },
): ReplayOffset {
  switch (calibration.kind) {
    case "none":
      return natural;
    case "paper":
      return { carrierHz: -543 - 200 * uniform(random), clock: 0 };
    case "carrier":
      return { carrierHz: calibration.residualHz * gaussian(random), clock: natural.clock };
    case "resample": {
      const carrierHz = calibration.residualHz * gaussian(random);
      return { carrierHz, clock: carrierHz / freqHz };
    }
    case "adaptive":
      return adaptedOffset(natural, calibration, freqHz, n, random, learnt);
  }
}

/** Begins at the device's own mean, which it knows the better the longer it has listened, and walks from there. */
function adaptedOffset(
  natural: ReplayOffset,
  { residualHz, stepHz }: Extract<Calibration, { readonly kind: "adaptive" }>,
  freqHz: number,
  n: number,
  random: Random,
  { frames, meanMinusThisHz }: Learnt,
): ReplayOffset {
  const wayHz = Math.max(1, Math.abs(natural.carrierHz));
  const share = Math.min(1, (n * stepHz) / wayHz);
  const ownHz = meanMinusThisHz + (residualHz * gaussian(random)) / Math.sqrt(frames);
  return {
    carrierHz: ownHz + share * natural.carrierHz,
    clock: ownHz / freqHz + share * natural.clock,
  };
}

/** Distance of a frequency from its nearest neighbour on a synthesiser's grid, Hz; a step of 0 is exact. */
export function gridResidualHz(freqHz: number, stepHz: number): number {
  return stepHz > 0 ? Math.round(freqHz / stepHz) * stepHz - freqHz : 0;
}
