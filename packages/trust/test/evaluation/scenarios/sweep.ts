import { gaussian, type SeededRandom } from "@lorats/base";
import { Air, biasOf, clearStep, FREQ_HZ, isAlarm, type Sent, Subject } from "../arena.ts";
import { CrystalProcess, type CrystalClass } from "../crystal-world.ts";
import { count, type Count, drawsOf, type Effort } from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
const LEARN = 120;
const EVERY_S = 600;

/** Devices of one kind, and the extra biases that they are attacked with. */
export interface Sweep {
  readonly kind: CrystalClass;
  readonly extrasHz: readonly number[];
  readonly frames: number;
  /** One frame in so many is also judged as replayed. */
  readonly attackEvery: number;
  readonly stage: string;
  /** A concentrator measures the frequency, with this deviation; absent: an SDR does. */
  readonly foffSdHz?: number | undefined;
}

export interface Swept {
  /** By extra bias. */
  readonly caught: readonly Count[];
  readonly alarms: Count;
  readonly byDevice: readonly Count[];
  readonly sigmaHz: number;
}

/** Judges frames as genuine and as replayed with each extra bias; learns from the genuine ones only. */
export function sweep(one: Sweep, effort: Effort): Swept {
  const { kind, extrasHz, frames, attackEvery, stage, foffSdHz } = one;
  const caught = extrasHz.map((): Count => ({ hits: 0, of: 0 }));
  const alarms: Count[] = [];
  let [sum2, n] = [0, 0];
  for (let d = 0; d < effort.devices; d++) {
    const random = drawsOf(effort, stage, d);
    const process = new CrystalProcess(kind, random.fork(1));
    const subject = new Subject(new Air(), d, random.fork(2));
    const noise = random.fork(3);
    const sent = (s: number, ppm: number): Sent =>
      foffSdHz === undefined ? { s, ppm } : byConcentrator({ s, ppm }, foffSdHz, noise);
    const own = { hits: 0, of: 0 };
    let wasAlarm = false;
    for (let i = 0; i < LEARN + frames; i++) {
      const s = (i + 1) * EVERY_S;
      const ppm = process.ppm(s / 3600);
      if (i >= LEARN && i % attackEvery === 0) {
        const a = (i / attackEvery + d) % extrasHz.length;
        const extra = ((random.uint32() & 1 ? 1 : -1) * extrasHz[a]!) / HZ;
        count(caught[a]!, isAlarm(subject.judge(sent(s, ppm + extra))));
      }
      const judged = subject.hear(sent(s, ppm));
      const bias = biasOf(judged);
      if (i < LEARN || !bias) continue;
      count(own, isAlarm(judged) && !wasAlarm);
      wasAlarm = isAlarm(judged);
      clearStep(subject, s);
      sum2 += bias.errorHz ** 2;
      n++;
    }
    alarms.push(own);
  }
  const hits = alarms.reduce((sum, one) => sum + one.hits, 0);
  return { caught, alarms: { hits, of: n }, byDevice: alarms, sigmaHz: Math.sqrt(sum2 / n) };
}

/** The frame as a concentrator without an SDR hears it: whole hertz of its `foff`. */
export function byConcentrator(sent: Sent, sdHz: number, random: SeededRandom): Sent {
  const foffHz = Math.round(sent.ppm * HZ + sdHz * gaussian(random));
  return { ...sent, more: { lts: undefined, foffHz } as never };
}
