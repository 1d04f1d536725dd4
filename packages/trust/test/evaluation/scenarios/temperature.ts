import { gaussian } from "@lorats/base";
import { impliedTemperatureC, NO_LINE, withPair } from "../../../src/track/paper.ts";
import { Air, biasOf, clearStep, FREQ_HZ, isAlarm, Subject } from "../arena.ts";
import { CLASSES, scaled } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { betweenAlarms, share } from "../statistics.ts";
import {
  drawsOf,
  type Effort,
  FACTORS,
  framesAt,
  type Outcome,
  type Scenario,
} from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
/** The paper's figure 28: 800 Hz/°C. */
const PPM_PER_C = 800 / HZ;
/** An AM2302: 0.1 °C steps, 0.3 °C from reading to reading in moving air. */
const SENSOR_SD_C = 0.2;
const LEARN = 120;
const INTERVALS = [10, 30, 120] as const;
const ATTACK_HZ = 543;

interface Tally {
  errors2: number;
  n: number;
  alarms: number;
  /** Alarms before the temperature is known, where a user's codec has to read it first. */
  early: number;
  /** Alarms of either kind; frames of one alarm count once. */
  events: number;
  caught: number;
  attacked: number;
}

function tally(): Tally {
  return { errors2: 0, n: 0, alarms: 0, early: 0, events: 0, caught: 0, attacked: 0 };
}

interface Setting {
  readonly minutes: number;
  readonly factor: number;
}

/** Devices that report their temperature, judged with and without it, and by the paper's stand-alone test. */
function draw({ minutes, factor }: Setting, effort: Effort) {
  const [told, untold] = [tally(), tally()];
  const genuineC: number[] = [];
  const attackedC: number[] = [];
  const kind = scaled(CLASSES.steep, factor);
  const frames = framesAt(effort, factor);
  for (let d = 0; d < Math.ceil(effort.devices / INTERVALS.length); d++) {
    const random = drawsOf(effort, "temperature", minutes, factor, d);
    const process = new CrystalProcess(kind, random.fork(1));
    const sensor = random.fork(3);
    const subjects = [
      [new Subject(new Air(), d, random.fork(2)), told],
      [new Subject(new Air(), d, random.fork(2)), untold],
    ] as const;
    let line = NO_LINE;
    let wasAlarm = false;
    for (let i = 0; i < LEARN + frames; i++) {
      const s = (i + 1) * minutes * 60;
      const ppm = process.ppm(s / 3600);
      const celsius = 26 + process.thermalPpm / PPM_PER_C + SENSOR_SD_C * gaussian(sensor);
      const temperatureC = Math.round(10 * celsius) / 10;
      const isAttacked = i >= LEARN && i % 5 === 0;
      const extra = ((i & 1 ? 1 : -1) * ATTACK_HZ) / HZ;
      for (const [subject, into] of subjects) {
        const sent = { s, ppm, temperatureC: into === told ? temperatureC : undefined };
        if (isAttacked) {
          into.attacked++;
          if (isAlarm(subject.judge({ ...sent, ppm: ppm + extra }))) into.caught++;
        }
        const isEarly = into === told && isAlarm(subject.judge({ s, ppm }));
        const judged = subject.hear(sent);
        clearStep(subject, s);
        const bias = biasOf(judged);
        if (i < LEARN || !bias) continue;
        into.errors2 += bias.errorHz ** 2;
        into.n++;
        if (isAlarm(judged)) into.alarms++;
        if (into === untold) continue;
        const isEither = isEarly || isAlarm(judged);
        if (isEarly) into.early++;
        if (isEither && !wasAlarm) into.events++;
        wasAlarm = isEither;
      }
      if (i < LEARN) line = withPair(line, temperatureC, ppm);
      else {
        genuineC.push(Math.abs(impliedTemperatureC(line, ppm)! - temperatureC));
        const implied = impliedTemperatureC(line, ppm + extra)!;
        if (isAttacked) attackedC.push(Math.abs(implied - temperatureC));
      }
    }
  }
  return { told, untold, genuineC: Float64Array.from(genuineC).toSorted(), attackedC };
}

function rowOf({ minutes, factor }: Setting, effort: Effort): string[] {
  const { told, untold, genuineC, attackedC } = draw({ minutes, factor }, effort);
  const threshold = genuineC[Math.floor(0.99 * genuineC.length)]!;
  const alone = attackedC.filter((c) => c > threshold).length;
  const [withHz, withoutHz] = [told, untold].map(({ errors2, n }) => Math.sqrt(errors2 / n)) as [
    number,
    number,
  ];
  return [
    `${minutes} min`,
    `× ${factor}`,
    String(told.n),
    `${withoutHz.toFixed(0)} Hz`,
    `${withHz.toFixed(0)} Hz`,
    (withoutHz / withHz).toFixed(2),
    share(told.alarms, told.n),
    share(told.early, told.n),
    betweenAlarms(told.events, told.n, 60 * minutes),
    share(untold.caught, untold.attacked),
    share(told.caught, told.attacked),
    `${share(alone, attackedC.length)} at ${threshold.toFixed(2)} °C`,
  ];
}

/** The temperature reported with the frame: as the paper's stand-alone test, and inside the track. */
export const temperature: Scenario = {
  name: "temperature",
  run(effort) {
    const settings = INTERVALS.flatMap((minutes) => FACTORS.map((factor) => ({ minutes, factor })));
    return {
      tables: [
        {
          title: "Temperature reported with the frame (800 Hz/°C)",
          note: "Extra bias 543 Hz. The track without and with the reported temperature at one false alarm a device and year; the paper's stand-alone test (line through 120 pairs, threshold at 1 % false alarms on the same frames, which favours it). Before it is known: alarms on the same frames when a user's codec reads the temperature only after they were judged; time between alarms of one device, of both kinds, frames of one alarm counted once. A suspicion that lasts is cleared by a probe.",
          head: [
            "every",
            "noise",
            "genuine frames",
            "σ without",
            "σ with",
            "gain",
            "alarms on genuine frames, with",
            "before it is known",
            "time between alarms",
            "caught without",
            "caught with",
            "stand-alone, 1 % false",
          ],
          rows: settings.map((setting) => rowOf(setting, effort)),
        },
      ],
    } satisfies Outcome;
  },
};
