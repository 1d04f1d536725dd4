import type { Figure } from "../figure.ts";
import { biasesHz, GATEWAY_PPM, paperSf } from "../support/links.ts";
import { RadioLab } from "../support/radio-lab.ts";
import { boxOf, quantile } from "../support/statistics.ts";

const BANDWIDTHS = [125_000, 250_000, 500_000];

export const figure19: Figure = {
  id: "figure-19",
  title: "Figure 19: bias by bandwidth",
  section: "§6.1.5",
  kind: "simulated",
  run({ quick, random, progress }) {
    const frames = quick ? 4 : 20;
    const biases = BANDWIDTHS.map((bwHz, n) => {
      progress(n / BANDWIDTHS.length);
      const lab = new RadioLab(
        { ...paperSf(quick), bwHz, receiverPpm: GATEWAY_PPM },
        random.fork(n),
      );
      return biasesHz(
        lab,
        { ppm: -22 },
        { snrDb: 15 - 10 * Math.log10(bwHz / 125_000), frames },
        random,
      );
    });
    const medians = biases.map((values) => quantile(values, 0.5));
    const apart = Math.max(...medians) - Math.min(...medians);
    return {
      paperSays:
        "The estimate varies slightly with the bandwidth; profiles should be made again when it changes.",
      weGet: `Medians lie ${apart.toFixed(1)} Hz apart, which is the crystal's own noise.`,
      why: "The bias is one crystal's and the estimator's model has the bandwidth in it. What the paper saw may be an onset error, which turns into W²/2^S hertz a second: four times as many for twice the bandwidth.",
      parameters: { "frames a bandwidth": frames, "SNR in 125 kHz, dB": 15, ...paperSf(quick) },
      tables: [
        {
          name: "figure-19",
          columns: ["bandwidth, kHz", "median, Hz", "min", "max"],
          rows: biases.map((v, n) => [
            BANDWIDTHS[n]! / 1000,
            medians[n]!,
            Math.min(...v),
            Math.max(...v),
          ]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "Estimated bias",
          x: { label: "bandwidth, kHz", categories: BANDWIDTHS.map((hz) => String(hz / 1000)) },
          y: { label: "Hz" },
          groups: [{ name: "bias", boxes: biases.map((values) => boxOf(values)) }],
        },
      ],
    };
  },
};
