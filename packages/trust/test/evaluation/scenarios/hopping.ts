import { gaussian, type SeededRandom, softwareAes } from "@lorats/base";
import { intervalSlices } from "../../../src/schedule/interval-hopping.ts";
import { Air, clearStep, isAlarm, Subject } from "../arena.ts";
import { CLASSES, scaled } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { share } from "../statistics.ts";
import { count, drawsOf, FACTORS, framesAt, type Outcome, type Scenario } from "./scenario.ts";

const LEARN = 120;
const PLAN = { sliceMs: 1000, minSlices: 300, maxSlices: 900 };
const LOSS = 0.1;

type Delay = (frame: number, random: SeededRandom) => number;

/** Secret schedules against attackers with perfect oscillators. */
export const hopping: Scenario = {
  name: "hopping",
  run(effort) {
    const cases: readonly (readonly [string, Delay])[] = [
      ["none", () => 0],
      ["30 s on one frame in ten", (n) => (n >= LEARN && n % 10 === 0 ? 30 : 0)],
      ["0.2 s on one frame in ten", (n) => (n >= LEARN && n % 10 === 0 ? 0.2 : 0)],
      ["constant 30 s, from one frame on", (n) => (n >= LEARN ? 30 : 0)],
      ["constant 30 s, from the first frame on", () => 30],
      ["ramp of 72 ms a frame", (n) => Math.max(0, n - LEARN) * 0.072],
      ["ramp of 20 ms a frame", (n) => Math.max(0, n - LEARN) * 0.02],
      ["ramp of 3 ms a frame", (n) => Math.max(0, n - LEARN) * 0.003],
    ];
    const settings = cases.flatMap(([name, delay], c) =>
      FACTORS.map((factor) => ({ name, delay, factor, isGenuine: c === 0 })),
    );
    const rows = settings.map(({ name, delay, factor, isGenuine }) => {
      const tally = { hits: 0, of: 0 };
      const waits: number[] = [];
      // A tenth of the devices makes 10⁵ delayed frames; genuine ones take them all.
      const devices = Math.ceil(effort.devices / (isGenuine ? 1 : 10));
      const frames = isGenuine ? framesAt(effort, factor) : effort.frames;
      for (let d = 0; d < devices; d++) {
        const random = drawsOf(effort, "hopping", name, factor, d);
        const cipher = softwareAes.cipher(random.bytes(16));
        const process = new CrystalProcess(scaled(CLASSES.plain, factor), random.fork(1));
        const subject = new Subject(new Air(), d, random.fork(2), {}, { cipher, plan: PLAN });
        const rate = 40e-6 * factor * (2 * (random.uint32() / 2 ** 32) - 1);
        let slice = 0;
        let slot = 0;
        let first: number | undefined;
        let sent = 0;
        for (let i = 0; i < LEARN + frames; i++) {
          // One slot in five has nothing to say, one frame in ten is lost.
          for (let said = i === 0; !said; said = random.uint32() / 2 ** 32 >= 0.2) {
            slice += intervalSlices(cipher, PLAN, ++slot);
          }
          const at = slice * (1 + rate) + 0.01 * factor * gaussian(random);
          const late = delay(i, random);
          if (i > 0 && random.uint32() / 2 ** 32 < LOSS) continue;
          const judged = subject.hear({
            s: 1000 + at + late,
            ppm: process.ppm((1000 + at) / 3600),
          });
          if (isGenuine) clearStep(subject, 1000 + at);
          if (i < LEARN) continue;
          sent++;
          if (late === 0 && !isGenuine) continue;
          count(tally, isAlarm(judged));
          if (isAlarm(judged)) first ??= sent;
        }
        if (first !== undefined) waits.push(first);
      }
      const mean = waits.reduce((sum, one) => sum + one, 0) / waits.length;
      return [
        name,
        `× ${factor}`,
        String(tally.of),
        share(tally.hits, tally.of),
        `${waits.length} of ${devices}`,
        waits.length > 0 && !isGenuine ? mean.toFixed(1) : "–",
      ];
    });
    return {
      tables: [
        {
          title: "Perfect oscillators, interval hopping",
          note: "Noise: factor on the crystal's noise, the clock's rate and its scatter (10 ms). Slices of 1 s, 300 … 900 between frames, clocks within 40 ppm, one slot in five skipped, 10 % of frames lost. A suspicion of the bias that lasts without an attack is cleared by a probe. A delay that is there from the first frame on stays invisible, as does a ramp below what clocks do; probes bound both.",
          head: [
            "delay",
            "noise",
            "frames",
            "alarms on delayed frames (first row: on genuine ones)",
            "devices with an alarm",
            "frames until it",
          ],
          rows,
        },
      ],
    } satisfies Outcome;
  },
};
