import { addNoise, matchedFilter, noisePower } from "@lorats/phy";
import type { Figure } from "../figure.ts";
import { PAPER_RATE_HZ } from "../support/chirp.ts";
import { OnsetBench, SDR_SETTING } from "../support/onset-bench.ts";
import { mean } from "../support/statistics.ts";

const SNRS_DB = [-20, -10, 0, 20] as const;

export const figure12: Figure = {
  id: "figure-12",
  title: "Figure 12: matched filter against the phase difference",
  section: "§5.3.3",
  kind: "computed",
  run({ quick, random, progress }) {
    const sf = quick ? 9 : 12;
    const bench = new OnsetBench(sf, 1.6);
    const setting = { ...SDR_SETTING, sf };
    const phases = Array.from(
      { length: quick ? 7 : 13 },
      (_, i) => (i * 2 * Math.PI) / (quick ? 6 : 12),
    );
    const trials = quick ? 1 : 3;
    const sweep = (template: "real" | "complex", snrDb: number): number[] => {
      const detector = matchedFilter(template).prepare(setting);
      return phases.map((phase) =>
        mean(
          Array.from({ length: trials }, () => {
            const { iq, onsetS } = bench.clean(phase, random);
            addNoise(iq, noisePower(snrDb, PAPER_RATE_HZ, PAPER_RATE_HZ), random);
            return 1000 * Math.abs(detector.detect(iq) - onsetS);
          }),
        ),
      );
    };
    const real = SNRS_DB.map((snrDb, n) => {
      progress(n / (SNRS_DB.length + 2));
      return sweep("real", snrDb);
    });
    const complex = sweep("complex", 0);
    const worst = Math.max(...real[3]!);
    const degrees = phases.map((phase) => Math.round((180 * phase) / Math.PI));
    return {
      paperSays:
        "The phase difference matters more than noise: up to tens of milliseconds of error (SF12).",
      weGet: `With a real template up to ${worst.toPrecision(2)} ms at 20 dB (SF${sf}); with the modulus of the complex correlation ${Math.max(...complex).toPrecision(2)} ms at 0 dB whatever the phase.`,
      why: "The real template's peak wanders along the chirp's ambiguity. A complex correlation takes the phase out, so the objection is to real templates, not to matched filters.",
      slip: "The figure holds for a real-valued template only; the paper concludes against matched filters as such.",
      parameters: { "spreading factor": sf, "trials a point": trials, "SNR over": "2.4 MHz" },
      tables: [
        {
          name: "figure-12",
          columns: [
            "phase, degrees",
            ...SNRS_DB.map((snr) => `real at ${snr} dB, ms`),
            "complex at 0 dB, ms",
          ],
          rows: degrees.map((d, i) => [d, ...real.map((curve) => curve[i]!), complex[i]!]),
        },
      ],
      plots: [
        {
          kind: "lines",
          title: "Error of the onset",
          x: { label: "phase difference, degrees" },
          y: { label: "error, ms", min: 0 },
          series: [
            ...SNRS_DB.map((snr, n) => ({
              name: `real, ${snr} dB`,
              points: degrees.map((d, i) => [d, real[n]![i]!] as const),
              marks: "both" as const,
            })),
            {
              name: "complex, 0 dB",
              points: degrees.map((d, i) => [d, complex[i]!] as const),
              dashed: true,
            },
          ],
        },
      ],
    };
  },
};
