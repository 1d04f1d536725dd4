import { newJointEstimate } from "../joint/joint-estimate.ts";
import { JointEstimator } from "../joint/joint-estimator.ts";
import type { OnsetMethod } from "./onset-detector.ts";

/** Two crystals of ±25 ppm at 868 MHz, rounded up. */
const BIAS_REACH_HZ = 45_000;

/**
 * Ours: the joint maximum-likelihood estimator, started at every half chirp of the buffer without any hint; the strongest
 * preamble wins. NaN when there is none. A receiver that has already found the preamble runs `JointEstimator` once instead.
 */
export const jointOnset: OnsetMethod = {
  name: "joint",
  source: "joint maximum likelihood over preamble, sync word and SFD",
  chirpsNeeded: (setting) => setting.preambleLength + 4.75,
  prepare: (setting) => {
    const { sf, bwHz, sampleRateHz, preambleLength, sync } = setting;
    const chirpS = 2 ** sf / bwHz;
    const estimator = new JointEstimator({
      sf,
      bwHz,
      sampleRateHz,
      preambleLength,
      sync,
      carrierHz: setting.carrierHz ?? Number.POSITIVE_INFINITY,
      biasReachHz: BIAS_REACH_HZ,
      onsetReachS: 0.3 * chirpS,
    });
    const estimate = newJointEstimate();
    return {
      detect: (iq) => {
        const lastS = (iq.length >>> 1) / sampleRateHz - estimator.layout.durationS;
        let best = Number.NEGATIVE_INFINITY;
        let onsetS = Number.NaN;
        for (let t = 0; t <= lastS; t += chirpS / 2) {
          const found = estimator.estimate(iq, { onsetS: t, biasHz: 0 }, estimate);
          if (!found || found.snrDb <= best) continue;
          best = found.snrDb;
          onsetS = found.onsetS;
        }
        return onsetS;
      },
    };
  },
};
