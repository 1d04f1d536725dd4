import { uniform } from "@lorats/base";
import {
  addNoise,
  differentialEvolution,
  directLeastSquares,
  linearRegression,
  noisePower,
  type BiasMethod,
} from "@lorats/phy";
import type { Figure } from "../figure.ts";
import { idealChirp, PAPER_RATE_HZ } from "../support/chirp.ts";
import { quantile } from "../support/statistics.ts";

const SNRS_DB = [-24, -18, -12, -6, 0, 6, 12, 20, 30, 40];
const METHODS: readonly BiasMethod[] = [
  linearRegression,
  differentialEvolution,
  directLeastSquares,
];
const TRACES = 20;

export const figure17: Figure = {
  id: "figure-17",
  title: "Figure 17: errors of the bias estimators against SNR",
  section: "§6.1.3",
  kind: "computed",
  run({ quick, random, progress }) {
    const traces = quick ? 10 : TRACES;
    const rows = SNRS_DB.map((snrDb, n) => {
      progress(n / SNRS_DB.length);
      const noise = noisePower(snrDb, PAPER_RATE_HZ, PAPER_RATE_HZ);
      const setting = {
        sf: 7,
        bwHz: 125_000,
        sampleRateHz: PAPER_RATE_HZ,
        biasReachHz: 25_000,
        noisePower: noise,
        random,
      };
      const estimators = METHODS.map((method) => method.prepare(setting));
      const errors = METHODS.map((): number[] => []);
      for (let i = 0; i < traces; i++) {
        const biasHz = 24_500 * (2 * uniform(random) - 1);
        const iq = idealChirp({ sf: 7, biasHz, phaseRad: 2 * Math.PI * uniform(random) });
        addNoise(iq, noise, random);
        estimators.forEach((one, m) => errors[m]!.push(Math.abs(one.estimate(iq, 0) - biasHz)));
      }
      return { snrDb, errors };
    });
    const at = (snrDb: number, m: number, share: number): number =>
      quantile(rows.find((row) => row.snrDb === snrDb)!.errors[m]!, share);
    return {
      paperSays:
        "Linear regression works at 40 dB and fails at low SNR; least squares stays within 120 Hz (0.14 ppm) down to −18 dB.",
      weGet: `At −18 dB, largest of ${traces}: least squares ${at(-18, 2, 1).toFixed(0)} Hz, regression ${(at(-18, 0, 1) / 1000).toFixed(0)} kHz. scipy's differential evolution with its default tolerance: median ${at(-18, 1, 0.5).toFixed(0)} Hz.`,
      why: "120 Hz is the Cramér–Rao limit of one SF7 chirp with a known onset (61 Hz standard deviation) over 2.4 MHz. The default tolerance stops the random search early; the same cost minimised directly reaches the limit, a thousand times faster.",
      slip: "Over ±25 kHz the default differential evolution does not find the minimum at −18 dB; and one up-chirp cannot tell bias from onset: 1 µs is 122 Hz.",
      parameters: {
        "spreading factor": 7,
        "traces a point": traces,
        "SNR over": "2.4 MHz",
        "search, ±Hz": 25_000,
      },
      tables: [
        {
          name: "figure-17",
          columns: [
            "SNR, dB",
            ...METHODS.flatMap(({ name }) => [`${name} p20, Hz`, `${name} p80, Hz`]),
          ],
          rows: rows.map(({ snrDb, errors }) => [
            snrDb,
            ...errors.flatMap((e) => [quantile(e, 0.2), quantile(e, 0.8)]),
          ]),
        },
      ],
      plots: [
        {
          kind: "boxes",
          title: "20 %, median and 80 % of the error",
          x: { label: "SNR over 2.4 MHz, dB", categories: SNRS_DB.map(String) },
          y: { label: "error, Hz", log: true },
          groups: METHODS.map(({ name }, m) => ({
            name,
            boxes: rows.map(({ errors }) => {
              const [low, mid, high] = [0.2, 0.5, 0.8].map((share) =>
                Math.max(0.01, quantile(errors[m]!, share)),
              );
              return { min: low!, q1: low!, median: mid!, q3: high!, max: high! };
            }),
          })),
        },
      ],
    };
  },
};
