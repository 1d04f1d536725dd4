import { autoregressiveAic } from "./autoregressive-aic.ts";
import { envelopeDetector } from "./envelope.ts";
import { jointOnset } from "./joint-onset.ts";
import { matchedFilter } from "./matched-filter.ts";
import type { OnsetMethod } from "./onset-detector.ts";
import { spectrogramCorrelation } from "./spectrogram-correlation.ts";

export { AR_ORDER, AR_TRAINING, autoregressiveAic } from "./autoregressive-aic.ts";
export { ENVELOPE_CHUNK, envelopeDetector, hilbertEnvelope } from "./envelope.ts";
export { jointOnset } from "./joint-onset.ts";
export { matchedFilter } from "./matched-filter.ts";
export * from "./onset-detector.ts";
export { spectrogramCorrelation } from "./spectrogram-correlation.ts";

/** The paper's onset detectors in its order, the first being its counter-example, and ours. */
export const onsetDetectors: readonly OnsetMethod[] = [
  matchedFilter("real"),
  envelopeDetector,
  spectrogramCorrelation,
  autoregressiveAic,
  jointOnset,
];
