import { FREQ_HZ } from "../arena.ts";
import { CLASSES, scaled } from "../classes.ts";
import { betweenAlarms, share } from "../statistics.ts";
import { FACTORS, framesAt, type Outcome, type Scenario } from "./scenario.ts";
import { sweep } from "./sweep.ts";

const EXTRAS_HZ = [209, 543, 743, 2000] as const;
const KINDS = ["tcxo", "plain"] as const;
/** How far the `foff` of an SX1302 scatters: nobody documents it; from what its resolution allows to three times that. */
const SCATTER_HZ = [20, 60] as const;

/** What a gateway without an SDR can tell. */
export const concentrator: Scenario = {
  name: "concentrator",
  run(effort) {
    const settings = KINDS.flatMap((kind) =>
      SCATTER_HZ.flatMap((foffSdHz) => FACTORS.map((factor) => ({ kind, foffSdHz, factor }))),
    );
    const shared = KINDS.length * SCATTER_HZ.length;
    const devices = Math.ceil(effort.devices / shared);
    const rows = settings.map(({ kind, foffSdHz, factor }) => {
      const { caught, alarms, sigmaHz } = sweep(
        {
          kind: scaled(CLASSES[kind], factor),
          extrasHz: EXTRAS_HZ,
          frames: framesAt(effort, factor),
          attackEvery: 2,
          stage: `concentrator ${kind} ${foffSdHz} ${factor}`,
          foffSdHz,
        },
        { ...effort, devices },
      );
      const told = [
        kind,
        `${foffSdHz} Hz`,
        `× ${factor}`,
        String(alarms.of),
        `${sigmaHz.toFixed(0)} Hz`,
        share(alarms.hits, alarms.of),
        betweenAlarms(alarms.hits, alarms.of, 600),
      ];
      return told.concat(caught.map(({ hits, of }) => share(hits, of)));
    });
    return {
      tables: [
        {
          title: "Concentrator only: its own frequency offset, no SDR",
          note: `Frames every 10 minutes at ${(FREQ_HZ / 1e6).toFixed(1)} MHz; \`foff\` in whole hertz with two guesses of its scatter, since its maker documents none. At one false alarm a device and year; frames of one alarm count once, a step that lasts is cleared by a probe. How clusters and steps of the gateway show is in [the table of confusions](#what-must-not-be-confused).`,
          head: [
            "crystal",
            "scatter",
            "noise",
            "genuine frames",
            "track σ",
            "alarms on them",
            "time between alarms",
            ...EXTRAS_HZ.map((hz) => `${hz} Hz`),
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
