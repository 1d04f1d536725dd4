import { addNoise, noisePower, spectrogramCorrelation } from "@lorats/phy";
import type { Figure } from "../figure.ts";
import { PAPER_RATE_HZ, spectrogram } from "../support/chirp.ts";
import { OnsetBench, SDR_SETTING } from "../support/onset-bench.ts";

export const figure14: Figure = {
  id: "figure-14",
  title: "Figure 14: the correlation detector",
  section: "§5.3.3",
  kind: "computed",
  run({ random }) {
    const { iq, onsetS } = new OnsetBench(7, 13).clean(2, random, -5000);
    addNoise(iq, noisePower(10, PAPER_RATE_HZ, PAPER_RATE_HZ), random);
    const foundS = spectrogramCorrelation.prepare(SDR_SETTING).detect(iq);
    const map = spectrogram(iq, PAPER_RATE_HZ, {
      window: 256,
      columns: 120,
      rows: 40,
      spanHz: 180_000,
    });
    // Correlation of each column's neighbourhood with a hill: rising before, falling after.
    const half = 7;
    const trace = map.timesMs.flatMap((ms, c) =>
      c < half || c + half >= map.timesMs.length ? [] : [[ms, hillAt(map.cells, c, half)] as const],
    );
    const peak = trace.reduce((best, point) => (point[1] > best[1] ? point : best));
    return {
      paperSays:
        "The junction of the last up-chirp and the first down-chirp is a salient hill; its time gives the onset.",
      weGet: `The hill stands at ${peak[0].toFixed(2)} ms (10 chirps after the onset: ${(1000 * onsetS + 10.24).toFixed(2)} ms); the onset is found ${((foundS - onsetS) * 1e6).toFixed(1)} µs off at 10 dB.`,
      why: "No difference in kind.",
      parameters: {
        "SNR over 2.4 MHz, dB": 10,
        "bias, Hz": -5000,
        "true onset, ms": 1000 * onsetS,
      },
      tables: [{ name: "figure-14", columns: ["time, ms", "correlation"], rows: trace }],
      plots: [
        {
          kind: "heat",
          title: "Spectrogram, dB",
          x: { label: "time, ms", ticks: map.timesMs },
          y: { label: "frequency, kHz", ticks: map.freqsKhz },
          cells: map.cells,
        },
        {
          kind: "lines",
          title: "Correlation with a hill",
          x: { label: "time, ms" },
          y: { label: "normalised correlation" },
          series: [{ name: "correlation", points: trace }],
        },
      ],
    };
  },
};

/** How much the columns about `c` look like a hill whose top is there, −1 … 1. */
function hillAt(cells: readonly (readonly number[])[], c: number, half: number): number {
  const rows = cells.length;
  let dot = 0;
  let signal = 0;
  let template = 0;
  for (let k = -half; k <= half; k++) {
    for (let r = 0; r < rows; r++) {
      // A chirp crosses the band in about nine columns; the hill's top is at the upper edge of the channel.
      const away = Math.abs(r - (rows * 0.17 + (Math.abs(k) * (rows * 0.69)) / 9.4));
      const t = Math.exp(-((away / 1.6) ** 2)) - 0.1;
      const s = 10 ** (cells[r]![c + k]! / 20);
      dot += t * s;
      signal += s * s;
      template += t * t;
    }
  }
  return dot / Math.sqrt(signal * template);
}
