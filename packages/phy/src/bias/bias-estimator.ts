import { CallerError, type Random } from "@lorats/base";

/** The paper's problem: one up-chirp whose onset is known; find the transmitter's bias against the receiver. */
export interface ChirpSetting {
  readonly sf: number;
  readonly bwHz: number;
  readonly sampleRateHz: number;
  /** The bias is looked for in ± this many hertz. The paper's devices sat at −17 … −25 kHz. */
  readonly biasReachHz: number;
  /** Mean power |n|² of noise alone, as measured before the frame. */
  readonly noisePower: number;
  /** For randomised methods. */
  readonly random: Random;
}

/** A method made ready for one setting. Nothing but what the method itself needs is allocated by `estimate`. */
export interface BiasEstimator {
  /**
   * Bias in hertz.
   * @param chirp interleaved I/Q of one up-chirp (`chirpSamples` long or longer)
   * @param delayS seconds from the chirp's start to the first sample, 0 … one sample
   */
  estimate(chirp: Float32Array, delayS: number): number;
}

/** One method, one file, one line in `biasEstimators`. */
export interface BiasMethod {
  readonly name: string;
  readonly source: string;
  prepare(setting: ChirpSetting): BiasEstimator;
}

/** Samples of one chirp, rounded down. */
export function chirpSamples(setting: ChirpSetting): number {
  return Math.floor((2 ** setting.sf / setting.bwHz) * setting.sampleRateHz);
}

/** A stretch of a recording, and the time of its first sample after the chirp's start. */
export interface CutChirp {
  readonly iq: Float32Array;
  readonly delayS: number;
}

/**
 * The second preamble chirp, which the paper uses because the first still rises in amplitude (§6.1.1). A view, no copy.
 * @throws CallerError `PHY_TOO_SHORT`
 */
export function secondChirp(iq: Float32Array, onsetS: number, setting: ChirpSetting): CutChirp {
  const startS = onsetS + 2 ** setting.sf / setting.bwHz;
  const from = Math.ceil(startS * setting.sampleRateHz);
  const to = from + chirpSamples(setting);
  if (from < 0 || 2 * to > iq.length) {
    throw new CallerError("PHY_TOO_SHORT", "the buffer does not hold the second preamble chirp");
  }
  return { iq: iq.subarray(2 * from, 2 * to), delayS: from / setting.sampleRateHz - startS };
}

/** Mean-square amplitude of the signal: measured power less noise (§6.1.2), kept positive. */
export function signalAmplitude(chirp: Float32Array, noisePower: number): number {
  let power = 0;
  for (let i = 0; i < chirp.length; i++) power += chirp[i] * chirp[i];
  power /= chirp.length / 2;
  return Math.sqrt(Math.max(power - noisePower, 0.01 * power));
}

/**
 * The paper's least-squares cost: Σ (Q − A sin Θ)² + (I − A cos Θ)² with Θ of Eq. (7), evaluated sample by sample.
 * @see LoRaTS §6.1.2
 */
export function leastSquaresCost(
  chirp: Float32Array,
  delayS: number,
  setting: ChirpSetting,
  amplitude: number,
  biasHz: number,
  phaseRad: number,
): number {
  const slope = (Math.PI * setting.bwHz ** 2) / 2 ** setting.sf;
  const linear = 2 * Math.PI * biasHz - Math.PI * setting.bwHz;
  const count = chirpSamples(setting);
  let cost = 0;
  for (let n = 0; n < count; n++) {
    const t = delayS + n / setting.sampleRateHz;
    const theta = (slope * t + linear) * t + phaseRad;
    const i = chirp[2 * n] - amplitude * Math.cos(theta);
    const q = chirp[2 * n + 1] - amplitude * Math.sin(theta);
    cost += i * i + q * q;
  }
  return cost;
}
