import type { ChirpLayout } from "./chirp-layout.ts";

/** Parameters in the order that every gradient, Fisher matrix and covariance uses. */
export const BIAS = 0;
export const ONSET = 1;
export const DRIFT = 2;
/** Symbol clock minus carrier, both relative to nominal: zero for a transmitter with one crystal. */
export const CLOCK = 3;
/** First of the higher terms of the carrier's frequency: hertz at the scale time, times ((v − epoch)/scale)^k. */
export const CURVATURE = 4;
export const PARAMETER_COUNT = 8;

/**
 * The phase that a receiver sees at v seconds after the onset (its own clock):
 *
 *   ψ(v) = 2π [ (f₀ + f) (v − e) + ½ d (v − e)² + Σ c_k ((v − e)/s)^(k+1) s/(k+1) ] + Φ(u(v)),
 *   u(v) = v (1 + x) + [ f v + d (v²/2 − e v) ] / f_c
 *
 * with f₀ the channel's place in the receiver's baseband, f the bias at the epoch e, d its drift, c_k (k = 2 …) the frequency's higher terms, x the clock's own offset,
 * f_c the carrier whose crystal also makes the chips (∞ cuts the tie) and Φ the layout's phase in transmitter time.
 */
export interface PhaseParameters {
  biasHz: number;
  /** Seconds from the first sample to the start of the first chirp. */
  onsetS: number;
  driftHzPerS: number;
  clock: number;
  /** The channel's nominal centre, hertz from the tuned frequency. Known, not fitted. */
  channelHz: number;
  readonly curvatureHz: Float64Array;
}

export function newPhaseParameters(): PhaseParameters {
  return {
    biasHz: 0,
    onsetS: 0,
    driftHzPerS: 0,
    clock: 0,
    channelHz: 0,
    curvatureHz: new Float64Array(PARAMETER_COUNT - CURVATURE),
  };
}

/** Transmitter time of receiver time v, both in seconds since the onset. */
export function transmitterTime(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  carrierHz: number,
  v: number,
): number {
  const pulled = parameters.biasHz * v + parameters.driftHzPerS * v * (0.5 * v - layout.epochS);
  return v * (1 + parameters.clock) + pulled / carrierHz;
}

/** Rate of transmitter time against receiver time at v. */
export function transmitterRate(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  carrierHz: number,
  v: number,
): number {
  const biasHz = parameters.biasHz + parameters.driftHzPerS * (v - layout.epochS);
  return 1 + parameters.clock + biasHz / carrierHz;
}

/** Receiver time, seconds since the onset, at which the transmitter's clock shows u. Two Newton steps reach 1e-15 s. */
export function receiverTime(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  carrierHz: number,
  u: number,
): number {
  let v = u;
  for (let i = 0; i < 2; i++) {
    const miss = transmitterTime(parameters, layout, carrierHz, v) - u;
    v -= miss / transmitterRate(parameters, layout, carrierHz, v);
  }
  return v;
}

/** The carrier's part of the phase at v, in cycles. */
function carrierCycles(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  v: number,
  scaleS: number,
): number {
  const t = v - layout.epochS;
  let cycles = (parameters.channelHz + parameters.biasHz + 0.5 * parameters.driftHzPerS * t) * t;
  const x = t / scaleS;
  let power = x * x * t;
  for (let k = 0; k < parameters.curvatureHz.length; k++) {
    cycles += (parameters.curvatureHz[k] * power) / (k + 3);
    power *= x;
  }
  return cycles;
}

/** The carrier's frequency in the receiver's baseband at v, hertz. */
export function carrierHzAt(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  v: number,
  scaleS: number,
): number {
  const t = v - layout.epochS;
  let hz = parameters.channelHz + parameters.biasHz + parameters.driftHzPerS * t;
  const x = t / scaleS;
  let power = x * x;
  for (let k = 0; k < parameters.curvatureHz.length; k++) {
    hz += parameters.curvatureHz[k] * power;
    power *= x;
  }
  return hz;
}

/** ψ(v) in cycles, v inside `segment`. */
export function phaseCycles(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  carrierHz: number,
  scaleS: number,
  segment: number,
  v: number,
): number {
  const w = transmitterTime(parameters, layout, carrierHz, v) - layout.startS[segment];
  const chirp =
    layout.startCycles[segment] +
    (layout.startHz[segment] + 0.5 * layout.slopeHzPerS[segment] * w) * w;
  return carrierCycles(parameters, layout, v, scaleS) + chirp;
}

/** ∂ψ/∂parameter in radians per unit at fixed receiver time, v seconds after the onset inside `segment`. */
export function phaseGradient(
  parameters: PhaseParameters,
  layout: ChirpLayout,
  carrierHz: number,
  scaleS: number,
  segment: number,
  v: number,
  into: Float64Array,
  at: number,
): void {
  const t = v - layout.epochS;
  const u = transmitterTime(parameters, layout, carrierHz, v);
  const hz = layout.startHz[segment] + layout.slopeHzPerS[segment] * (u - layout.startS[segment]);
  const rate = transmitterRate(parameters, layout, carrierHz, v);
  const turn = 2 * Math.PI;
  into[at + BIAS] = turn * (t + (hz * v) / carrierHz);
  into[at + ONSET] = -turn * (carrierHzAt(parameters, layout, v, scaleS) + hz * rate);
  into[at + DRIFT] = turn * (0.5 * t * t + (hz * v * (0.5 * v - layout.epochS)) / carrierHz);
  into[at + CLOCK] = turn * hz * v;
  const x = t / scaleS;
  let power = x * x * t;
  for (let k = CURVATURE; k < PARAMETER_COUNT; k++) {
    into[at + k] = (turn * power) / (k - CURVATURE + 3);
    power *= x;
  }
}
