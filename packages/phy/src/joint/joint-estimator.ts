import { type ChirpLayout, preambleLayout, upChirpLayout } from "./chirp-layout.ts";
import { CoarseSearch } from "./coarse-search.ts";
import { CoherentGrid } from "./coherent-grid.ts";
import { testCoherence } from "./coherence.ts";
import { DechirpSums } from "./dechirp-sums.ts";
import { FisherScoring, type PhaseSharing } from "./fisher-scoring.ts";
import { type JointEstimate, newJointEstimate } from "./joint-estimate.ts";
import {
  type JointOptions,
  type ResolvedJointOptions,
  resolveJointOptions,
} from "./joint-options.ts";
import { ModelChecker } from "./model-check.ts";
import {
  BIAS,
  CLOCK,
  DRIFT,
  ONSET,
  PARAMETER_COUNT,
  type PhaseParameters,
  newPhaseParameters,
} from "./phase-model.ts";

/** Rough values to start from, as an acquisition gives them. */
export interface RoughArrival {
  /** Seconds from the first sample of the buffer to the first chirp. */
  readonly onsetS: number;
  readonly biasHz: number;
}

/**
 * Chunks a chirp: enough that a residual of one bin turns a chunk's phase by 0.1 rad, and that noise is known to 3 %.
 */
const CHUNKS_PER_CHIRP = 64;

/**
 * Signal energy over noise density below which nothing is claimed. Noise alone gave up to 23 in searches of ±50 ppm; eight
 * chirps at their sensitivity have about 250.
 */
const LEAST_ENERGY = 28;

/** The coarse search is repeated when it moved the timing by more than this. */
const FAR_CHIPS = 2;

/** Start-up drifts of real transmitters were 50 … 5000 Hz/s. Used only where each chirp has its own phase. */
export const DRIFT_PRIOR_SD_HZ_PER_S = 2000;

/** Crystals cut off from the carrier (a wrong nominal frequency, a corrected replay) stay within this, relative. */
const CLOCK_PRIOR_SD = 40e-6;

/**
 * With its clock free, a longer preamble is entered from its end: the wider the chirps lie apart, the better the clock has to be
 * known before their phases can be joined.
 */
const LONG_PREAMBLE = 16;
const SHORTER = 2;

/**
 * Maximum-likelihood onset, bias, drift, phase and amplitude of a known preamble at the raw sample rate.
 *
 * Four stages, each on a handful of points: a non-coherent search (tones of up- and down-chirps), Fisher scoring with a
 * free phase per chirp, a grid for the coherent lobe, Fisher scoring with one phase throughout. Phase coherence is tested;
 * where it fails, the free-phase answer stands. Reaches the Cramér–Rao bound of the model from each spreading factor's
 * sensitivity upwards (see `estimators.bench.ts`).
 *
 * One instance per set of options; nothing is allocated by `estimate` when `into` is passed.
 */
export class JointEstimator {
  readonly layout: ChirpLayout;
  readonly options: ResolvedJointOptions;
  readonly #coarse: CoarseSearch;
  readonly #sums: DechirpSums;
  readonly #fit: FisherScoring;
  readonly #grid: CoherentGrid;
  readonly #checker: ModelChecker;
  readonly #at: PhaseParameters = newPhaseParameters();
  readonly #free: FreePhaseFit = { biasHz: 0, onsetS: 0, driftHzPerS: 0, clock: 0 };
  readonly #claim = new Float64Array(PARAMETER_COUNT);
  readonly #freeClaim = new Float64Array(PARAMETER_COUNT);
  readonly #parameters: readonly number[];
  readonly #diffusion: number;
  /** Estimator of the preamble's end, where this one is long and its clock free. */
  readonly #shorter: JointEstimator | null;
  readonly #shorterFound: JointEstimate = newJointEstimate();
  #correlation = 0;
  #clockMean = 0;
  #clockPrior = CLOCK_PRIOR_SD;

  /** @throws CallerError `PHY_BAD_PARAMETER` */
  constructor(options: JointOptions) {
    const o = resolveJointOptions(options);
    this.options = o;
    const layoutOptions = { inverted: o.inverted };
    this.layout =
      o.upChirpsOnly > 0
        ? upChirpLayout(o.sf, o.bwHz, o.upChirpsOnly, layoutOptions)
        : preambleLayout(o.sf, o.bwHz, o.preambleLength, o.sync, layoutOptions);
    this.#coarse = new CoarseSearch(this.layout, o.carrierHz, o.sampleRateHz, {
      biasHz: o.biasReachHz,
      onsetS: o.onsetReachS,
      driftHzPerS: o.driftReachHzPerS,
    });
    this.#sums = new DechirpSums(this.layout, CHUNKS_PER_CHIRP, o.carrierHz);
    this.#fit = new FisherScoring(this.#sums);
    this.#grid = new CoherentGrid(this.#sums, this.#fit, o.upChirpsOnly > 0);
    this.#shorter =
      o.clock === "free" && o.upChirpsOnly === 0 && o.preambleLength > LONG_PREAMBLE
        ? new JointEstimator({
            ...o,
            preambleLength: Math.max(8, Math.ceil(o.preambleLength / SHORTER)),
          })
        : null;
    this.#checker = new ModelChecker(this.layout, o.carrierHz, o.sampleRateHz);
    this.#parameters = o.clock === "free" ? [BIAS, ONSET, DRIFT, CLOCK] : [BIAS, ONSET, DRIFT];
    // Chips cut off from an unknown (infinite) carrier say nothing of its wander.
    const carrierHz = Number.isFinite(o.carrierHz) ? o.carrierHz : 0;
    this.#diffusion = (2 * Math.PI * carrierHz * o.wanderAllanDeviation) ** 2;
  }

  /**
   * Estimates the preamble that starts near `rough` in interleaved I/Q. Returns null when the buffer does not hold it or
   * nothing that resembles it is there.
   */
  estimate(
    iq: Float32Array,
    rough: RoughArrival,
    into: JointEstimate = newJointEstimate(),
  ): JointEstimate | null {
    const at = this.#at;
    at.biasHz = rough.biasHz;
    at.onsetS = rough.onsetS;
    at.driftHzPerS = 0;
    at.clock = 0;
    at.channelHz = this.options.channelHz;
    this.#clockMean = 0;
    this.#clockPrior = CLOCK_PRIOR_SD;
    if (this.#shorter) this.#enterFromItsEnd(iq, rough, this.#shorter);
    into.coherence.residualRad = 0;
    into.coherence.expectedRad = 0;
    if (!this.#coarse.run(iq, at)) return null;
    // Far from the rough values windows straddle chirps and the crystal was misjudged: look again from the better place.
    const movedS = Math.abs(at.onsetS - rough.onsetS);
    const pulledS =
      (Math.abs(at.biasHz - rough.biasHz) / this.options.carrierHz) * this.layout.durationS;
    if ((movedS + pulledS) * this.options.bwHz > FAR_CHIPS && !this.#coarse.run(iq, at))
      return null;
    // The first fit starts up to a fifth of a bin away, the second from its optimum.
    if (!this.#fitFreePhase(iq) || !this.#fitFreePhase(iq)) return null;
    const coherent = this.options.phase !== "free" && this.#fitCoherently(iq, into);
    if (coherent) this.#state("coherent", into);
    else {
      this.#takeFreePhase();
      if (!this.#fitFreePhase(iq)) return null;
      this.#state("free", into);
    }
    if (!this.#stands(into)) return null;
    this.#checker.check(iq, at, this.#sums, this.#fit, into);
    into.phaseJumps = !coherent && this.options.phase !== "free";
    return into;
  }

  /** Takes the clock from the end of the preamble. */
  #enterFromItsEnd(iq: Float32Array, rough: RoughArrival, shorter: JointEstimator): void {
    const skipped = this.layout.durationS - shorter.layout.durationS;
    const onsetS = rough.onsetS + skipped * (1 - rough.biasHz / this.options.carrierHz);
    const end = shorter.estimate(iq, { onsetS, biasHz: rough.biasHz }, this.#shorterFound);
    if (!end) return;
    this.#at.clock = end.clockPpm * 1e-6;
    this.#clockPrior = Math.min(2 * end.clockSdPpm * 1e-6, CLOCK_PRIOR_SD);
    this.#clockMean = this.#at.clock;
  }

  #fitFreePhase(iq: Float32Array): boolean {
    const { biasHz, onsetS, driftHzPerS, clock } = this.#at;
    const fit = this.#fit;
    this.#sums.run(iq, this.options.sampleRateHz, this.#at);
    fit.linearise(this.#at);
    // Up-chirps with a free phase each cannot tell bias from onset: hold the onset, the grid will move both.
    fit.activate(
      this.options.upChirpsOnly > 0
        ? this.#parameters.filter((p) => p !== ONSET)
        : this.#parameters,
    );
    fit.priorPrecision[DRIFT] = 1 / DRIFT_PRIOR_SD_HZ_PER_S ** 2;
    fit.priorOffset[DRIFT] = driftHzPerS;
    fit.priorPrecision[CLOCK] = 1 / this.#clockPrior ** 2;
    fit.priorOffset[CLOCK] = clock - this.#clockMean;
    fit.delta.fill(0);
    if (!fit.fit("free", 8)) return false;
    const free = this.#free;
    free.biasHz = biasHz + fit.delta[BIAS];
    free.onsetS = onsetS + fit.delta[ONSET];
    free.driftHzPerS = driftHzPerS + fit.delta[DRIFT];
    free.clock = clock + fit.delta[CLOCK];
    this.#claims("free", this.#diffusion, this.#freeClaim);
    fit.apply(this.#at);
    return true;
  }

  /** Returns whether the coherent answer is to be believed; `#at` holds it if so. */
  #fitCoherently(iq: Float32Array, into: JointEstimate): boolean {
    const fit = this.#fit;
    this.#sums.run(iq, this.options.sampleRateHz, this.#at);
    fit.linearise(this.#at);
    fit.activate(this.#parameters);
    fit.priorPrecision.fill(0);
    fit.delta.fill(0);
    fit.evaluate(fit.delta, "coherent");
    this.#grid.search(Math.sqrt(this.#freeClaim[BIAS]), Math.sqrt(this.#freeClaim[DRIFT]));
    if (!fit.fit("coherent", 8)) return false;
    const moved = Math.abs(fit.delta[ONSET]) * this.options.bwHz;
    fit.apply(this.#at);
    if (moved > 0.05) {
      this.#sums.run(iq, this.options.sampleRateHz, this.#at);
      fit.linearise(this.#at);
      if (!fit.fit("coherent", 8)) return false;
      fit.apply(this.#at);
    }
    const coherence = into.coherence;
    testCoherence(fit, this.layout.durationS, this.#diffusion, coherence);
    this.#claims("coherent", coherence.diffusion, this.#claim);
    if (this.options.phase === "coherent" || this.options.upChirpsOnly > 0) return true;
    if (coherence.diffusion === this.#diffusion) return true;
    return coherence.residualRad < 1 && this.#claim[BIAS] < this.#freeClaim[BIAS];
  }

  /** Variances of the last fit, phase wander and floors included. */
  #claims(sharing: PhaseSharing, diffusion: number, into: Float64Array): void {
    const fit = this.#fit;
    into.fill(0);
    for (let i = 0; i < fit.activeCount; i++) {
      const p = fit.active(i);
      const variance = fit.covariance[p * PARAMETER_COUNT + p];
      into[p] = variance + diffusion * fit.randomWalkVariance(sharing, p);
    }
    if (into[ONSET] > 0) into[ONSET] += this.options.onsetFloorS ** 2;
    const product = fit.covariance[BIAS] * fit.covariance[ONSET * PARAMETER_COUNT + ONSET];
    this.#correlation = product > 0 ? fit.covariance[ONSET] / Math.sqrt(product) : 0;
  }

  /** Whether the energy found over the noise density is more than searching noise turns up. */
  #stands(found: JointEstimate): boolean {
    const energy = 10 ** (found.snrDb / 10) * this.options.bwHz * this.layout.durationS;
    return energy > LEAST_ENERGY;
  }

  #takeFreePhase(): void {
    this.#at.biasHz = this.#free.biasHz;
    this.#at.onsetS = this.#free.onsetS;
    this.#at.driftHzPerS = this.#free.driftHzPerS;
    this.#at.clock = this.#free.clock;
  }

  #state(sharing: PhaseSharing, into: JointEstimate): void {
    const at = this.#at;
    const fit = this.#fit;
    const claim = sharing === "coherent" ? this.#claim : this.#freeClaim;
    into.method = sharing === "coherent" ? "joint-coherent" : "joint-free-phase";
    into.clock = this.options.clock;
    into.onsetS = at.onsetS;
    into.onsetSdS = Math.sqrt(claim[ONSET]);
    into.biasHz = at.biasHz;
    into.biasSdHz = Math.sqrt(claim[BIAS]);
    into.biasOnsetCorrelation = this.#correlation;
    into.epochS = this.layout.epochS;
    into.driftHzPerS = at.driftHzPerS;
    into.driftSdHzPerS = Math.sqrt(claim[DRIFT]);
    into.clockPpm = at.clock * 1e6;
    into.clockSdPpm = Math.sqrt(claim[CLOCK]) * 1e6;
    into.amplitude = fit.amplitude;
    let re = 0;
    let im = 0;
    for (let k = 0; k < fit.chirpSamples.length; k++) {
      re += fit.chirpSums[2 * k];
      im += fit.chirpSums[2 * k + 1];
    }
    into.phaseRad = Math.atan2(im, re);
    const { bwHz, sampleRateHz, upChirpsOnly } = this.options;
    into.snrDb = 10 * Math.log10((fit.amplitude ** 2 / fit.noise) * (sampleRateHz / bwHz));
    into.ambiguityHz = upChirpsOnly > 0 ? bwHz / 2 ** this.options.sf : 0;
    into.ambiguityS = upChirpsOnly > 0 ? 1 / bwHz : 0;
  }
}

interface FreePhaseFit {
  biasHz: number;
  onsetS: number;
  driftHzPerS: number;
  clock: number;
}
