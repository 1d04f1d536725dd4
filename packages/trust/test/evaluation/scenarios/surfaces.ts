import { FREQ_HZ } from "../arena.ts";
import { CLASSES, scaled } from "../classes.ts";
import type { CrystalClass } from "../crystal-world.ts";
import { bootstrapByDevice, share } from "../statistics.ts";
import { type Count, drawsOf, FACTORS, framesAt, type Outcome, type Scenario } from "./scenario.ts";
import { sweep } from "./sweep.ts";

const HZ = FREQ_HZ / 1e6;
/** The smallest extra bias that a TCXO device is caught with. */
export const tcxo: Scenario = {
  name: "tcxo",
  run(effort) {
    const extrasHz = [20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 250, 300, 400, 500];
    const runs = FACTORS.map((factor) => {
      const kind = scaled(CLASSES.tcxo, factor);
      const frames = framesAt(effort, factor);
      const stage = `tcxo ${factor}`;
      return { factor, run: sweep({ kind, extrasHz, frames, attackEvery: 2, stage }, effort) };
    });
    const smallest = ({ caught }: { readonly caught: readonly Count[] }): string => {
      const found = extrasHz.find((_, a) =>
        caught.slice(a).every(({ hits, of }) => hits >= 0.99 * of),
      );
      return found === undefined ? "none of these" : `${found} Hz`;
    };
    const told = runs.map(({ factor, run: one }) => {
      const [low, high] = bootstrapByDevice(one.byDevice, drawsOf(effort, "tcxo bootstrap"));
      return `× ${factor}: track σ ${one.sigmaHz.toFixed(1)} Hz, alarms on ${one.alarms.of} genuine frames ${share(one.alarms.hits, one.alarms.of)}, by device ${(low * 100).toPrecision(2)}–${(high * 100).toPrecision(2)} %, smallest extra bias caught at 99 %: ${smallest(one)}`;
    });
    return {
      tables: [
        {
          title: "TCXO devices, one false alarm a device and year",
          note: `Frames every 10 minutes; noise by factor. ${told.join(". ")}.`,
          head: ["extra bias", ...runs.flatMap(({ factor }) => [`bias/σ, × ${factor}`, "caught"])],
          rows: extrasHz.map((hz, a) =>
            [`${hz} Hz`].concat(
              runs.flatMap(({ run: { caught, sigmaHz } }) => [
                (hz / sigmaHz).toFixed(1),
                share(caught[a]!.hits, caught[a]!.of),
              ]),
            ),
          ),
        },
      ],
    } satisfies Outcome;
  },
};

/** Where on the surface attackers' radios and devices lie. */
const RESIDUALS = [
  { hz: 1, who: "" },
  { hz: 3, who: "" },
  { hz: 10, who: "" },
  { hz: 22, who: "GPSDO" },
  { hz: 30, who: "" },
  { hz: 100, who: "free calibration" },
  { hz: 300, who: "" },
  { hz: 1000, who: "" },
] as const;
const DEVICES = [
  { sigmaHz: 1, who: "" },
  { sigmaHz: 5, who: "" },
  { sigmaHz: 10, who: "SX1262, TCXO" },
  { sigmaHz: 20, who: "SX1262, TCXO" },
  { sigmaHz: 50, who: "SX1276" },
  { sigmaHz: 100, who: "SX1276" },
  { sigmaHz: 200, who: "SX1276, windy" },
] as const;

/** Attackers by what their radios leave, against how steady a device is. */
export const surface: Scenario = {
  name: "surface",
  run(effort) {
    // All rows together make the sample; the steadiness of the devices is the noise's factor here.
    const frames = Math.ceil(effort.frames / DEVICES.length);
    let [genuine, attacked] = [0, 0];
    const alarms = { hits: 0, of: 0 };
    const rows = DEVICES.map(({ sigmaHz, who }) => {
      const kind: CrystalClass = {
        jitterPpm: (0.9 * sigmaHz) / HZ,
        fastPpm: 0,
        fastH: 1,
        slowPpm: (0.7 * sigmaHz) / HZ,
        slowH: 8,
        dailyPpm: sigmaHz / HZ / 2,
        walkPpm: sigmaHz / HZ / 20,
      };
      const extrasHz = RESIDUALS.map(({ hz }) => hz);
      const stage = `surface ${sigmaHz}`;
      const run = sweep({ kind, extrasHz, frames, attackEvery: 1, stage }, effort);
      genuine += run.alarms.of;
      alarms.hits += run.alarms.hits;
      alarms.of += run.alarms.of;
      attacked += run.caught.reduce((sum, { of }) => sum + of, 0);
      const cells = run.caught.map(({ hits, of }) => `${((100 * hits) / of).toPrecision(3)} %`);
      return [`${run.sigmaHz.toFixed(1)} Hz${who && ` (${who})`}`, ...cells];
    });
    return {
      tables: [
        {
          title: "Detection surface: attacker's residual against the track's σ",
          note:
            "Share of replayed frames that raise an alarm at one false alarm a device and year. A GPSDO leaves at most 22 Hz (0.025 ppm), a free digital calibration 1–100 Hz; an SX1262 with TCXO has a track σ of 10–20 Hz, an SX1276 without one 50–200 Hz. " +
            `${genuine} genuine frames, of which ${share(alarms.hits, alarms.of)} raised alarms, and ${attacked} attacked ones: about ${Math.round(attacked / DEVICES.length / RESIDUALS.length)} a cell.`,
          head: ["track σ", ...RESIDUALS.map(({ hz, who }) => `${hz} Hz${who && ` (${who})`}`)],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
