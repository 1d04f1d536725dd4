import {
  addNoise,
  ENVELOPE_CHUNK,
  envelopeDetector,
  hilbertEnvelope,
  noisePower,
} from "@lorats/phy";
import type { Figure } from "../figure.ts";
import { iTrace, PAPER_RATE_HZ } from "../support/chirp.ts";
import { OnsetBench, SDR_SETTING } from "../support/onset-bench.ts";

export const figure13: Figure = {
  id: "figure-13",
  title: "Figure 13: the envelope detector",
  section: "§5.3.3",
  kind: "computed",
  run({ random }) {
    const { iq, onsetS } = new OnsetBench(7, 1.2).clean(1, random);
    addNoise(iq, noisePower(20, PAPER_RATE_HZ, PAPER_RATE_HZ), random);
    const envelope = hilbertEnvelope(iq);
    const sums: number[] = [];
    for (let at = 0; at + ENVELOPE_CHUNK <= iq.length / 2; at += ENVELOPE_CHUNK) {
      let sum = 0;
      for (let n = at; n < at + ENVELOPE_CHUNK; n++) sum += envelope[n]!;
      sums.push(sum);
    }
    const ratios = sums
      .slice(1)
      .map(
        (sum, i) => [(1000 * (i + 1) * ENVELOPE_CHUNK) / PAPER_RATE_HZ, sum / sums[i]!] as const,
      );
    const foundS = envelopeDetector.prepare(SDR_SETTING).detect(iq);
    const line = Array.from(
      { length: Math.floor(envelope.length / 12) },
      (_, i) => [(1000 * 12 * i) / PAPER_RATE_HZ, envelope[12 * i]!] as const,
    );
    return {
      paperSays: "The ratio of neighbouring chunk sums has one peak, at the onset.",
      weGet: `One peak; the onset is found ${((foundS - onsetS) * 1e6).toFixed(1)} µs off at 20 dB.`,
      why: "The chunk grid is slid sample by sample about the peak here, which removes its 83 µs steps.",
      parameters: {
        "chunk, samples": ENVELOPE_CHUNK,
        "SNR over 2.4 MHz, dB": 20,
        "true onset, ms": 1000 * onsetS,
      },
      tables: [{ name: "figure-13", columns: ["time, ms", "ratio"], rows: ratios }],
      plots: [
        {
          kind: "lines",
          title: "(a) Ratio of chunk sums",
          x: { label: "time, ms" },
          y: { label: "ratio" },
          series: [{ name: "ratio", points: ratios, marks: "both" }],
        },
        {
          kind: "lines",
          title: "(b) I data and envelope; the onset found",
          x: { label: "time, ms" },
          y: { label: "amplitude" },
          series: [
            { name: "I", points: iTrace(iq, PAPER_RATE_HZ, 6) },
            { name: "envelope", points: line },
            {
              name: "onset",
              points: [
                [1000 * foundS, -1.3],
                [1000 * foundS, 1.3],
              ],
            },
          ],
        },
      ],
    };
  },
};
