import { SeededRandom } from "@lorats/base";
import { Air, biasOf, FREQ_HZ, isAlarm, Subject } from "../arena.ts";
import { CLASSES } from "../classes.ts";
import { CrystalProcess, type CrystalClass } from "../crystal-world.ts";
import { share } from "../statistics.ts";
import type { Effort, Outcome, Scenario } from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
const LEARN = 300;
const EVERY_S = 600;

interface Count {
  hits: number;
  of: number;
}

/** Judges frames as genuine and as replayed with each extra bias; learns from the genuine ones only. */
function sweep(
  kind: CrystalClass,
  extrasHz: readonly number[],
  { devices, frames }: Effort,
  stage: number,
) {
  const caught = extrasHz.map((): Count => ({ hits: 0, of: 0 }));
  const alarms: Count = { hits: 0, of: 0 };
  let [sum2, n] = [0, 0];
  for (let d = 0; d < devices; d++) {
    const random = new SeededRandom(stage * 2_000_003 + d * 104_729);
    const process = new CrystalProcess(kind, random.fork(1));
    const subject = new Subject(new Air(), d, random.fork(2));
    for (let i = 0; i < LEARN + frames; i++) {
      const s = (i + 1) * EVERY_S;
      const ppm = process.ppm(s / 3600);
      if (i >= LEARN) {
        const a = i % extrasHz.length;
        const extra = ((random.uint32() & 1 ? 1 : -1) * extrasHz[a]!) / HZ;
        caught[a]!.of++;
        if (isAlarm(subject.judge({ s, ppm: ppm + extra }))) caught[a]!.hits++;
      }
      const judged = subject.hear({ s, ppm });
      const bias = biasOf(judged);
      if (i < LEARN || !bias) continue;
      alarms.of++;
      if (isAlarm(judged)) alarms.hits++;
      sum2 += bias.errorHz ** 2;
      n++;
    }
  }
  return { caught, alarms, sigmaHz: Math.sqrt(sum2 / n) };
}

/** The smallest extra bias that a TCXO device is caught with. */
export const tcxo: Scenario = {
  name: "tcxo",
  run(effort) {
    const extras = [40, 60, 80, 100, 120, 140, 160, 180, 200, 250, 300];
    const { caught, alarms, sigmaHz } = sweep(CLASSES.tcxo, extras, effort, 3);
    const smallest = extras.find((_, a) =>
      caught.slice(a).every(({ hits, of }) => hits >= 0.99 * of),
    );
    return {
      tables: [
        {
          title: "TCXO devices, one false alarm a device and year",
          note: `Frames every 10 minutes; track σ ${sigmaHz.toFixed(0)} Hz; alarms on genuine frames ${share(alarms.hits, alarms.of)}. Smallest extra bias caught at 99 %: ${smallest ?? "none of these"} Hz.`,
          head: ["extra bias", "bias/σ", "caught"],
          rows: extras.map((hz, a) => [
            `${hz} Hz`,
            (hz / sigmaHz).toFixed(1),
            share(caught[a]!.hits, caught[a]!.of),
          ]),
        },
      ],
    } satisfies Outcome;
  },
};

/** Attackers by what their radios leave, against how steady a device is. */
export const surface: Scenario = {
  name: "surface",
  run(effort) {
    const residuals = [1, 3, 10, 22, 30, 100, 300, 1000];
    const sigmas = [2, 5, 10, 20, 50, 100, 200];
    const each = { ...effort, devices: Math.max(6, Math.round(effort.devices / 4)) };
    const rows = sigmas.map((sigmaHz) => {
      const kind: CrystalClass = {
        jitterPpm: (0.9 * sigmaHz) / HZ,
        fastPpm: 0,
        fastH: 1,
        slowPpm: 0.02 + (0.5 * sigmaHz) / HZ,
        slowH: 8,
        dailyPpm: 0.02,
        walkPpm: 0.002,
      };
      const { caught, sigmaHz: measured } = sweep(kind, residuals, each, 4 + sigmaHz);
      const cells = caught.map(({ hits, of }) => `${((100 * hits) / of).toPrecision(3)} %`);
      return [`${measured.toFixed(0)} Hz`].concat(cells);
    });
    return {
      tables: [
        {
          title: "Detection surface: attacker's residual against the track's σ",
          note:
            "Share of replayed frames that raise an alarm at one false alarm a device and year. A GPSDO leaves at most 22 Hz (0.025 ppm), a free digital calibration 1–100 Hz; an SX1262 with TCXO has a track σ of 10–20 Hz, an SX1276 without one 50–200 Hz. " +
            `Each cell rests on about ${Math.round((each.devices * each.frames) / residuals.length)} attacked frames.`,
          head: ["track σ", ...residuals.map((hz) => `${hz} Hz`)],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
