import type { Figure } from "../figure.ts";
import { idealChirp, iTrace, PAPER_RATE_HZ, spectrogram } from "../support/chirp.ts";

export const figure10: Figure = {
  id: "figure-10",
  title: "Figure 10: I data and spectrogram of a preamble chirp",
  section: "§5.3.2",
  kind: "computed",
  run() {
    const iq = idealChirp({ sf: 7 });
    const trace = iTrace(iq, PAPER_RATE_HZ, 3);
    const map = spectrogram(iq, PAPER_RATE_HZ, {
      window: 128,
      columns: 20,
      rows: 25,
      spanHz: 160_000,
    });
    const peaks = map.timesMs.map((_, c) => {
      const column = map.cells.map((row) => row[c]!);
      return map.freqsKhz[column.indexOf(Math.max(...column))]!;
    });
    const slope = (peaks.at(-1)! - peaks[0]!) / (map.timesMs.at(-1)! - map.timesMs[0]!);
    return {
      paperSays:
        "A chirp of 1.024 ms whose frequency rises linearly from −62.5 to 62.5 kHz, in 20 spectra.",
      weGet: `1.024 ms; the spectra's peaks rise by ${slope.toFixed(0)} kHz a millisecond (125 kHz in 1.024 ms is 122).`,
      why: "No difference.",
      parameters: {
        "spreading factor": 7,
        "rate, Hz": PAPER_RATE_HZ,
        "window, samples": 128,
        "phase, rad": 0,
      },
      tables: [{ name: "figure-10", columns: ["time, ms", "I"], rows: trace }],
      plots: [
        {
          kind: "lines",
          title: "I data",
          x: { label: "time, ms" },
          y: { label: "amplitude" },
          series: [{ name: "I", points: trace }],
        },
        {
          kind: "heat",
          title: "Spectrogram, dB",
          x: { label: "time, ms", ticks: map.timesMs },
          y: { label: "frequency, kHz", ticks: map.freqsKhz },
          cells: map.cells,
        },
      ],
    };
  },
};
