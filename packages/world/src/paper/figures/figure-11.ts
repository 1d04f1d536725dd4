import type { Figure } from "../figure.ts";
import { idealChirp, iTrace, PAPER_RATE_HZ } from "../support/chirp.ts";

const BIAS_HZ = -22_800;

export const figure11: Figure = {
  id: "figure-11",
  title: "Figure 11: I waveform, initial phase and frequency bias",
  section: "§5.3.3, §6.1",
  kind: "computed",
  run() {
    const traces = {
      "phase 0": idealChirp({ sf: 7 }),
      "phase π": idealChirp({ sf: 7, phaseRad: Math.PI }),
      "bias −22.8 kHz": idealChirp({ sf: 7, biasHz: BIAS_HZ }),
    };
    // The axis lies where the instantaneous frequency is zero.
    const axisMs = 1000 * ((125_000 / 2 - BIAS_HZ) / (125_000 ** 2 / 2 ** 7));
    const series = Object.entries(traces).map(([name, iq]) => ({
      name,
      points: iTrace(iq, PAPER_RATE_HZ, 4),
    }));
    return {
      paperSays:
        "Phases 0 and π give different shapes; a negative bias moves the axis of symmetry to the right.",
      weGet: `They do; at −22.8 kHz the axis lies at ${axisMs.toFixed(3)} ms instead of 0.512 ms.`,
      why: "No difference.",
      parameters: { "spreading factor": 7, "bias, Hz": BIAS_HZ },
      tables: series.map(({ name, points }) => ({
        name: `figure-11 ${name}`,
        columns: ["time, ms", "I"],
        rows: points,
      })),
      plots: [
        {
          kind: "lines",
          title: "(a) Phase 0 and π",
          x: { label: "time, ms" },
          y: { label: "I" },
          series: series.slice(0, 2),
        },
        {
          kind: "lines",
          title: "(b) Bias 0 and −22.8 kHz",
          x: { label: "time, ms" },
          y: { label: "I" },
          series: [series[0]!, series[2]!],
        },
      ],
    };
  },
};
