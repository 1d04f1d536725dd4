import { Air, biasOf, clearStep, ESTIMATE_SD_HZ, FREQ_HZ, isAlarm, Subject } from "../../arena.ts";
import { CLASSES, type ClassName, scaled } from "../../classes.ts";
import { CrystalProcess, OracleFilter } from "../../crystal-world.ts";
import { count, type Count, drawsOf, type Effort, framesAt } from "../scenario.ts";

export interface Setting {
  readonly kind: ClassName;
  readonly minutes: number;
  readonly factor: number;
}

/** The points that the paper and its notes name, Hz. */
export const ATTACKS_HZ = [209, 543, 743, 2000] as const;
export const HZ: number = FREQ_HZ / 1e6;
const LEARN = 120;
/** One frame in so many is also judged as if it had been replayed; the track never learns of it. */
const ATTACK_EVERY = 5;
/** How many frames in a row are replayed at the end, and looked at for the first alarm. */
export const CAMPAIGN = 40;

/** What one attack came to. */
export interface Attacked {
  readonly hz: number;
  readonly pValues: number[];
  /** Extra bias over the track's σ, frame by frame. */
  readonly sigmas: number[];
  /** Alarms at the default operating point, and by the paper's 500 Hz against the frame before. */
  readonly caught: Count;
  readonly fixed: Count;
  /** Frames until the first alarm when everything is replayed from one frame on. */
  readonly delays: number[];
  readonly unnoticed: Count;
}

export interface Drawn {
  readonly genuineP: Float64Array;
  readonly attacks: readonly Attacked[];
  readonly alarms: readonly Count[];
  readonly fixed: Count;
  readonly trackPpm: number;
  readonly oraclePpm: number;
}

/** One class of crystals at one interval; seeds of different stages share nothing. */
export function draw(setting: Setting, effort: Effort, stage: string): Drawn {
  const { kind, minutes, factor } = setting;
  const crystal = scaled(CLASSES[kind], factor);
  const frames = framesAt(effort, factor);
  const attacks = ATTACKS_HZ.map((hz): Attacked => ({
    hz,
    pValues: [],
    sigmas: [],
    caught: { hits: 0, of: 0 },
    fixed: { hits: 0, of: 0 },
    delays: [],
    unnoticed: { hits: 0, of: 0 },
  }));
  const genuineP = new Float64Array(effort.devices * frames);
  const alarms: Count[] = [];
  const fixed = { hits: 0, of: 0 };
  let [track2, oracle2, n] = [0, 0, 0];
  for (let d = 0; d < effort.devices; d++) {
    const random = drawsOf(effort, stage, kind, minutes, factor, d);
    const process = new CrystalProcess(crystal, random.fork(1));
    const oracle = new OracleFilter(crystal);
    const subject = new Subject(new Air(), d, random.fork(2));
    const own = { hits: 0, of: 0 };
    let lastPpm = Number.NaN;
    let wasAlarm = false;
    let s = 0;
    for (let i = 0; i < LEARN + frames; i++) {
      s = (i + 1) * 60 * minutes;
      const ppm = process.ppm(s / 3600);
      if (i >= LEARN && i % ATTACK_EVERY === 0) {
        const attack = attacks[(i / ATTACK_EVERY) % attacks.length]!;
        const extra = ((random.uint32() & 1 ? 1 : -1) * attack.hz) / HZ;
        const attacked = subject.judge({ s, ppm: ppm + extra });
        const bias = biasOf(attacked)!;
        attack.pValues.push(bias.pValue);
        attack.sigmas.push(attack.hz / bias.sdHz);
        count(attack.caught, isAlarm(attacked));
        count(attack.fixed, Math.abs(ppm + extra - lastPpm) * HZ > 500);
      }
      const judged = subject.hear({ s, ppm });
      const bias = biasOf(judged);
      // The oracle sees what the track sees: the gateway's estimate.
      const seenPpm = bias ? bias.observedHz / HZ : ppm;
      const known = oracle.observe(s / 3600, seenPpm, ESTIMATE_SD_HZ / HZ);
      if (i >= LEARN && bias) {
        genuineP[n++] = bias.pValue;
        // Frames of one alarm count once.
        count(own, isAlarm(judged) && !wasAlarm);
        wasAlarm = isAlarm(judged);
        clearStep(subject, s);
        count(fixed, Math.abs(ppm - lastPpm) * HZ > 500);
        track2 += (bias.errorHz / HZ) ** 2;
        oracle2 += known.errorPpm ** 2;
      }
      lastPpm = ppm;
    }
    alarms.push(own);
    campaign(subject, process, attacks[d % attacks.length]!, { fromS: s, everyS: 60 * minutes });
  }
  return {
    genuineP: genuineP.subarray(0, n).toSorted(),
    attacks,
    alarms,
    fixed,
    trackPpm: Math.sqrt(track2 / n),
    oraclePpm: Math.sqrt(oracle2 / n),
  };
}

/** From now on everything is replayed. */
function campaign(
  subject: Subject,
  process: CrystalProcess,
  { hz, delays, unnoticed }: Attacked,
  { fromS, everyS }: { readonly fromS: number; readonly everyS: number },
): void {
  for (let i = 1; i <= CAMPAIGN; i++) {
    const s = fromS + i * everyS;
    const judged = subject.hear({ s, ppm: process.ppm(s / 3600) - hz / HZ });
    if (!isAlarm(judged)) continue;
    delays.push(i);
    break;
  }
  count(unnoticed, delays.length === unnoticed.of - unnoticed.hits);
}
