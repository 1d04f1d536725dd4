import { type BiasMethod, chirpSamples } from "./bias-estimator.ts";

/**
 * Linear regression on the rectified phase: atan2 is unwrapped by counting its jumps, the chirp's own quadratic is
 * taken off, and the slope of the rest is 2π times the bias. Needs high SNR: every jump that noise fakes costs a turn.
 */
export const linearRegression: BiasMethod = {
  name: "linear regression",
  source: "LoRaTS §6.1.1",
  prepare: (setting) => {
    const count = chirpSamples(setting);
    const slope = (Math.PI * setting.bwHz ** 2) / 2 ** setting.sf;
    return {
      estimate: (chirp, delayS) => {
        let turns = 0;
        let previous = 0;
        let sumT = 0;
        let sumY = 0;
        let sumTT = 0;
        let sumTY = 0;
        for (let n = 0; n < count; n++) {
          const t = delayS + n / setting.sampleRateHz;
          const angle = Math.atan2(chirp[2 * n + 1], chirp[2 * n]);
          if (n > 0 && angle - previous > Math.PI) turns--;
          else if (n > 0 && angle - previous < -Math.PI) turns++;
          previous = angle;
          const y = angle + 2 * Math.PI * turns - (slope * t - Math.PI * setting.bwHz) * t;
          sumT += t;
          sumY += y;
          sumTT += t * t;
          sumTY += t * y;
        }
        return (count * sumTY - sumT * sumY) / (count * sumTT - sumT * sumT) / (2 * Math.PI);
      },
    };
  },
};
