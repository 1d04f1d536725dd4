import { type Coherence, newCoherence } from "./coherence.ts";

/** What speaks against the model; figures are relative to the fitted signal. */
export interface ModelCheck {
  /**
   * Share of the signal-like power that the model explains: 1 fits, below about 0.8 something else is in the preamble
   * (a collision, an echo) or the waveform is bent (clipping, phase jumps).
   */
  quality: number;
  /** Power of unexplained narrow lines in the dechirped up-chirps: collisions of the same spreading factor, echoes. */
  unexplained: number;
  /** Root mean square of the chirps' relative amplitudes about their mean, noise removed. */
  amplitudeSpread: number;
  /** Loudest chirp's noise over the median chirp's: another signal that comes or goes. */
  noiseStep: number;
  /** Share of I and Q values that sit at the extreme value. An unclipped chirp has at most 0.03. */
  clippedShare: number;
  collided: boolean;
  clipped: boolean;
  /** The coherent model was refused and each chirp has its own phase. */
  phaseJumps: boolean;
}

/** Onset, bias and what goes with them; `*Sd*` is one standard deviation as claimed. Reused when passed in again. */
export interface JointEstimate extends ModelCheck {
  method: "joint-coherent" | "joint-free-phase";
  clock: "tied" | "free";
  /** Seconds from the first sample to the start of the first chirp. */
  onsetS: number;
  onsetSdS: number;
  /** Transmitter minus receiver at the epoch, relative to the channel's nominal centre. */
  biasHz: number;
  biasSdHz: number;
  /** Correlation coefficient of the errors of bias and onset. */
  biasOnsetCorrelation: number;
  /** Seconds after the onset at which bias and phase are stated: the middle of preamble + sync + SFD. */
  epochS: number;
  driftHzPerS: number;
  driftSdHzPerS: number;
  /** Symbol clock minus carrier, ppm; 0 ± 0 when tied. */
  clockPpm: number;
  clockSdPpm: number;
  /** Phase at the epoch, radians, and amplitude in units of the input. */
  phaseRad: number;
  amplitude: number;
  /** In the signal's bandwidth. */
  snrDb: number;
  readonly coherence: Coherence;
  /**
   * Up-chirps only: the true pair may lie any number of steps away from the stated one, (bias + k·stepHz, onset + k·stepS).
   * 0 and 0 when the down-chirps settle it.
   */
  ambiguityHz: number;
  ambiguityS: number;
}

export function newJointEstimate(): JointEstimate {
  return {
    method: "joint-coherent",
    clock: "tied",
    onsetS: 0,
    onsetSdS: 0,
    biasHz: 0,
    biasSdHz: 0,
    biasOnsetCorrelation: 0,
    epochS: 0,
    driftHzPerS: 0,
    driftSdHzPerS: 0,
    clockPpm: 0,
    clockSdPpm: 0,
    phaseRad: 0,
    amplitude: 0,
    snrDb: 0,
    coherence: newCoherence(),
    ambiguityHz: 0,
    ambiguityS: 0,
    quality: 0,
    unexplained: 0,
    amplitudeSpread: 0,
    noiseStep: 0,
    clippedShare: 0,
    collided: false,
    clipped: false,
    phaseJumps: false,
  };
}
