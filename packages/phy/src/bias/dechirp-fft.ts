import { createFft } from "../fft.ts";
import { accumulate } from "../joint/dechirp-sums.ts";
import { type BiasMethod, chirpSamples } from "./bias-estimator.ts";

/**
 * What a LoRa demodulator does by itself: dechirp, one sample a chip, a transform of 2^SF points, the highest bin. Its
 * answers are multiples of W/2^SF (977 Hz at SF7 and 125 kHz), in −W/2 … W/2.
 */
export const dechirpFft: BiasMethod = {
  name: "dechirp-FFT",
  source: "LoRaTS §6.1, LoRa's built-in estimate",
  prepare: (setting) => {
    const { sf, bwHz, sampleRateHz } = setting;
    const chips = 2 ** sf;
    const fft = createFft(chips);
    const sum = new Float64Array(3);
    const total = chirpSamples(setting);
    const slope = bwHz ** 2 / chips;
    const bend = (0.5 * slope) / sampleRateHz ** 2;
    return {
      estimate: (chirp, delayS) => {
        const { data } = fft;
        for (let chip = 0; chip < chips; chip++) {
          const from = Math.round((chip * sampleRateHz) / bwHz);
          const to = Math.min(total, Math.round(((chip + 1) * sampleRateHz) / bwHz));
          const t = delayS + from / sampleRateHz;
          const cycles = (0.5 * slope * t - 0.5 * bwHz) * t;
          sum.fill(0);
          accumulate(
            chirp,
            from,
            to,
            cycles,
            (slope * t - 0.5 * bwHz) / sampleRateHz,
            bend,
            sum,
            0,
          );
          data[2 * chip] = sum[0];
          data[2 * chip + 1] = sum[1];
        }
        fft.forward();
        let best = 0;
        for (let j = 1; j < chips; j++) {
          const power = data[2 * j] ** 2 + data[2 * j + 1] ** 2;
          if (power > data[2 * best] ** 2 + data[2 * best + 1] ** 2) best = j;
        }
        return ((best < chips / 2 ? best : best - chips) * bwHz) / chips;
      },
    };
  },
};
