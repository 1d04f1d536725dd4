import { syncWordSymbols } from "../params.ts";
import type { FrameWaveform } from "../signal/waveform.ts";
import { waveformLayout } from "./chirp-layout.ts";
import { type Coherence, newCoherence, testCoherence } from "./coherence.ts";
import { DechirpSums } from "./dechirp-sums.ts";
import { FisherScoring } from "./fisher-scoring.ts";
import { WANDER_ALLAN_DEVIATION } from "./joint-options.ts";
import {
  BIAS,
  CLOCK,
  CURVATURE,
  DRIFT,
  ONSET,
  PARAMETER_COUNT,
  type PhaseParameters,
  newPhaseParameters,
} from "./phase-model.ts";
import { Float64Scratch } from "./scratch.ts";
import { sharedEstimator } from "./shared-estimators.ts";

export interface WholeFrameOptions {
  readonly sampleRateHz: number;
  /** Nominal carrier. */
  readonly carrierHz: number;
  /** The channel's nominal centre in the receiver's baseband. Default 0. */
  readonly channelHz?: number;
  /**
   * What the receiver's synthesiser adds to the carrier alone (not to its sampling clock), and how well that is known: a
   * tuner that rounds its frequency (R820T: up to ±110 Hz) shifts every carrier but no symbol clock. Default 0 ± 0.
   */
  readonly receiverLoHz?: number;
  readonly receiverLoSdHz?: number;
  /** As in `JointOptions`. */
  readonly wanderAllanDeviation?: number;
  readonly onsetFloorS?: number;
}

/** What the preamble gave: the place to start from. */
export interface FrameStart {
  readonly onsetS: number;
  readonly biasHz: number;
}

/** Fit over a whole frame; `*Sd*` is one standard deviation as claimed. */
export interface WholeFrameEstimate {
  readonly onsetS: number;
  readonly onsetSdS: number;
  /** At the epoch: the middle of preamble + sync + SFD. */
  readonly biasHz: number;
  readonly biasSdHz: number;
  readonly driftHzPerS: number;
  readonly driftSdHzPerS: number;
  /** The transmitter's carrier against the receiver's, its known rounding taken off; ppm. */
  readonly carrierPpm: number;
  readonly carrierSdPpm: number;
  /** The transmitter's symbol clock against the receiver's sampling clock; ppm. */
  readonly clockPpm: number;
  readonly clockSdPpm: number;
  /** Clock minus carrier, zero for one crystal; the deviation includes that of the receiver's rounding. */
  readonly mismatchPpm: number;
  readonly mismatchSdPpm: number;
  /** The same as a carrier-only offset: what a digital correction without resampling leaves, in hertz. */
  readonly carrierOnlyHz: number;
  readonly carrierOnlySdHz: number;
  readonly snrDb: number;
  /** Degree of the carrier's phase polynomial that the residuals asked for: 2 is linear drift. */
  readonly degree: number;
  readonly coherence: Coherence;
  /** Symbols that were not where the given ones say, and were left out: padding that devices fill as they like. */
  readonly strayChirps: number;
  /** How the data symbols follow the SFD: see `waveformLayout`. */
  readonly advanceChips: 0 | 1;
}

/** Nothing in it outlives a call. */
const scratch = new Float64Scratch();

/** A symbol weaker than this share of the preamble's amplitude is not the one that was sent. */
const STRAY = 0.35;

/** Data symbols on which the two ways to follow the SFD are compared. */
const TRIAL_SYMBOLS = 8;

const CHUNKS_PER_CHIRP = 32;

/** Each fit spans this much more than the last: extrapolated phases stay well within half a turn. */
const GROWTH = 1.25;

/** Crystals cut off from the carrier stay within this, relative. */
const CLOCK_PRIOR_SD = 100e-6;

/** How far the preamble's estimate may be off. */
const START_REACH_HZ = 1000;
const START_REACH_S = 20e-6;

const LARGEST_DEGREE = 5;

/** Residual phases less likely than this raise the polynomial's degree. */
const BENT = 1e-4;

/**
 * Fits bias, drift, onset and symbol clock to a whole frame whose symbols are known (decoded and encoded again).
 *
 * The phase is followed from the preamble outwards, each fit covering a quarter more of the frame. The carrier lives in the
 * phases between chirps, the clock in the tones inside them, so both come out of one coherent fit. A higher phase polynomial is
 * taken where the residual phases demand it. Works on buffers that end early. Cost about five passes over its samples.
 *
 * @returns null when the buffer holds too little of the frame or the fit is singular
 */
export function refineWholeFrame(
  iq: Float32Array,
  waveform: FrameWaveform,
  start: FrameStart,
  options: WholeFrameOptions,
): WholeFrameEstimate | null {
  scratch.reset();
  const textbook = new WholeFrameRefiner(waveform, options, 0);
  const chip = new WholeFrameRefiner(waveform, options, 1);
  if (!textbook.begin(iq, start)) return null;
  chip.beginAs(textbook);
  const better = chip.coherentShare(iq) > textbook.coherentShare(iq) ? chip : textbook;
  return better.run(iq);
}

class WholeFrameRefiner {
  readonly #options: WholeFrameOptions;
  readonly #sums: DechirpSums;
  readonly #fit: FisherScoring;
  readonly #at: PhaseParameters = newPhaseParameters();
  readonly #coherence = newCoherence();
  readonly #diffusion: number;
  readonly #waveform: FrameWaveform;
  readonly #advanceChips: 0 | 1;
  #degree = 2;
  #amplitude = 0;
  #strays = 0;

  constructor(waveform: FrameWaveform, options: WholeFrameOptions, advanceChips: 0 | 1) {
    this.#advanceChips = advanceChips;
    this.#options = options;
    this.#sums = new DechirpSums(
      waveformLayout(waveform, advanceChips),
      CHUNKS_PER_CHIRP,
      options.carrierHz,
      scratch.take,
    );
    this.#fit = new FisherScoring(this.#sums, scratch.take);
    this.#waveform = waveform;
    const allan = options.wanderAllanDeviation ?? WANDER_ALLAN_DEVIATION;
    this.#diffusion = (2 * Math.PI * options.carrierHz * allan) ** 2;
  }

  /** The preamble once more with its clock free: a start that was tied to a wrong carrier is bent. */
  begin(iq: Float32Array, start: FrameStart): boolean {
    const { sampleRateHz, carrierHz } = this.#options;
    const lo = this.#options.receiverLoHz ?? 0;
    const { sf, bwHz, preambleLength, syncWord, invertIq } = this.#waveform.params;
    const channelHz = (this.#options.channelHz ?? 0) + lo;
    const estimator = sharedEstimator({
      sf,
      bwHz,
      sampleRateHz,
      carrierHz,
      channelHz,
      preambleLength,
      sync: syncWordSymbols(sf, syncWord),
      inverted: invertIq,
      clock: "free",
      biasReachHz: START_REACH_HZ,
      onsetReachS: START_REACH_S,
    });
    const found = estimator.estimate(iq, { onsetS: start.onsetS, biasHz: start.biasHz - lo });
    if (!found) return false;
    const at = this.#at;
    // The receiver's own rounding belongs to the channel, so that only the transmitter's part pulls the clock.
    at.channelHz = channelHz;
    at.biasHz = found.biasHz;
    at.onsetS = found.onsetS;
    at.driftHzPerS = found.driftHzPerS;
    at.clock = found.clockPpm * 1e-6;
    this.#amplitude = found.amplitude;
    return true;
  }

  /** Takes over what another refiner found in the preamble. */
  beginAs(other: WholeFrameRefiner): void {
    const { channelHz, biasHz, onsetS, driftHzPerS, clock } = other.#at;
    Object.assign(this.#at, { channelHz, biasHz, onsetS, driftHzPerS, clock });
    this.#amplitude = other.#amplitude;
  }

  /** Coherent over summed modulus on the preamble and the first symbols. */
  coherentShare(iq: Float32Array): number {
    const limit = this.#waveform.params.preambleLength + 5 + TRIAL_SYMBOLS;
    this.#sums.run(iq, this.#options.sampleRateHz, this.#at, limit);
    this.#fit.linearise(this.#at);
    this.#fit.delta.fill(0);
    const together = this.#fit.evaluate(this.#fit.delta, "coherent");
    return together / this.#fit.evaluate(this.#fit.delta, "free");
  }

  run(iq: Float32Array): WholeFrameEstimate | null {
    this.#fit.priorPrecision[CLOCK] = 1 / CLOCK_PRIOR_SD ** 2;
    const total = this.#sums.layout.chirpCount;
    let limit = Math.min(this.#waveform.params.preambleLength + 5, total);
    while (true) {
      if (!this.#fitPrefix(iq, limit)) return null;
      if (limit === total) break;
      limit = Math.min(total, Math.max(limit + 1, Math.floor(limit * GROWTH)));
    }
    return this.#state();
  }

  #fitPrefix(iq: Float32Array, limit: number): boolean {
    if (!this.#fitOnce(iq, limit)) return false;
    while (this.#degree < LARGEST_DEGREE && this.#coherence.pValue < BENT) {
      const before = this.#coherence.chiSquare;
      this.#degree++;
      if (!this.#fitOnce(iq, limit)) return false;
      if (this.#coherence.chiSquare > 0.7 * before) break;
    }
    return true;
  }

  #fitOnce(iq: Float32Array, limit: number): boolean {
    const fit = this.#fit;
    const { layout } = this.#sums;
    const durationS = (layout.durationS * limit) / layout.chirpCount;
    const higher = Array.from({ length: this.#degree - 2 }, (_, i) => CURVATURE + i);
    fit.activate([BIAS, ONSET, DRIFT, CLOCK, ...higher]);
    // The phase is linearised: a chip's move needs a second look from the better place.
    for (let look = 0; look < 3; look++) {
      this.#sums.run(iq, this.#options.sampleRateHz, this.#at, limit);
      this.#dropStrays(limit);
      fit.linearise(this.#at);
      fit.priorOffset[CLOCK] = this.#at.clock;
      fit.delta.fill(0);
      if (!fit.fit("coherent", 6)) return false;
      const movedS = Math.abs(fit.delta[ONSET]) + Math.abs(fit.delta[CLOCK]) * durationS;
      fit.apply(this.#at);
      if (movedS * layout.bwHz < 0.05) break;
    }
    testCoherence(fit, durationS, this.#diffusion, this.#coherence, this.#degree);
    return true;
  }

  #dropStrays(limit: number): void {
    this.#strays = 0;
    for (let k = this.#waveform.params.preambleLength + 5; k < limit; k++) {
      if (this.#sums.chirpAmplitude(k) > STRAY * this.#amplitude) continue;
      this.#sums.drop(k);
      this.#strays++;
    }
  }

  #variance(p: number): number {
    const walk = this.#coherence.diffusion * this.#fit.randomWalkVariance("coherent", p);
    return this.#fit.covariance[p * PARAMETER_COUNT + p] + walk;
  }

  #state(): WholeFrameEstimate {
    const lo = this.#options.receiverLoHz ?? 0;
    const at = this.#at;
    const fit = this.#fit;
    const { carrierHz, sampleRateHz } = this.#options;
    const bias = this.#variance(BIAS);
    const clock = this.#variance(CLOCK);
    const across = (2 * fit.covariance[CLOCK]) / carrierHz;
    const loSd = (this.#options.receiverLoSdHz ?? 0) / carrierHz;
    const floorS = this.#options.onsetFloorS ?? 1e-9;
    const carrier = at.biasHz / carrierHz;
    const mismatchSd = Math.sqrt(clock + loSd ** 2);
    const density = (fit.amplitude ** 2 / fit.noise) * (sampleRateHz / this.#sums.layout.bwHz);
    return {
      onsetS: at.onsetS,
      onsetSdS: Math.sqrt(this.#variance(ONSET) + floorS ** 2),
      biasHz: at.biasHz + lo,
      biasSdHz: Math.sqrt(bias),
      driftHzPerS: at.driftHzPerS,
      driftSdHzPerS: Math.sqrt(this.#variance(DRIFT)),
      carrierPpm: carrier * 1e6,
      carrierSdPpm: Math.sqrt(bias / carrierHz ** 2 + loSd ** 2) * 1e6,
      clockPpm: (carrier + at.clock) * 1e6,
      clockSdPpm: Math.sqrt(Math.max(clock + bias / carrierHz ** 2 + across, 0)) * 1e6,
      mismatchPpm: at.clock * 1e6,
      mismatchSdPpm: mismatchSd * 1e6,
      carrierOnlyHz: -at.clock * carrierHz,
      carrierOnlySdHz: mismatchSd * carrierHz,
      snrDb: 10 * Math.log10(density),
      degree: this.#degree,
      coherence: { ...this.#coherence },
      strayChirps: this.#strays,
      advanceChips: this.#advanceChips,
    };
  }
}
