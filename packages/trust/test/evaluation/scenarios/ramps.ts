import { Air, clearStep, FREQ_HZ, isAlarm, Subject } from "../arena.ts";
import { CLASSES, scaled } from "../classes.ts";
import { CrystalProcess } from "../crystal-world.ts";
import { share } from "../statistics.ts";
import { count, drawsOf, type Effort, FACTORS, type Outcome, type Scenario } from "./scenario.ts";

const HZ = FREQ_HZ / 1e6;
/** Two weeks. */
const LEARN = 2000;
const EVERY_S = 600;
/** How much further the replayer's carrier is with each frame, Hz. */
const RAMPS_HZ = [2, 5, 10, 20, 50, 100] as const;
/** A replayer who is where it wants to be after this, Hz, has dragged the track along. */
const GOAL_HZ = 2000;

interface Setting {
  readonly hz: number;
  readonly factor: number;
}

/** One device in ten times fewer than genuine scenarios have: each is one campaign. */
function rowOf({ hz, factor }: Setting, effort: Effort): string[] {
  const noticed = { hits: 0, of: 0 };
  const waits: number[] = [];
  const attacked = { hits: 0, of: 0 };
  for (let d = 0; d < Math.max(20, Math.ceil(effort.devices / 10)); d++) {
    const random = drawsOf(effort, "ramps", hz, factor, d);
    const process = new CrystalProcess(scaled(CLASSES.plain, factor), random.fork(1));
    const subject = new Subject(new Air(), d, random.fork(2));
    for (let i = 0; i < LEARN; i++) {
      const s = (i + 1) * EVERY_S;
      subject.hear({ s, ppm: process.ppm(s / 3600) });
      clearStep(subject, s);
    }
    let first: number | undefined;
    const frames = Math.ceil(GOAL_HZ / hz);
    for (let i = 1; i <= frames; i++) {
      const s = (LEARN + i) * EVERY_S;
      const alarm = isAlarm(subject.hear({ s, ppm: process.ppm(s / 3600) + (i * hz) / HZ }));
      count(attacked, alarm);
      if (alarm) first ??= i;
    }
    count(noticed, first !== undefined);
    if (first !== undefined) waits.push(first);
  }
  const median = waits.toSorted((a, b) => a - b)[waits.length >> 1];
  return [
    `${hz} Hz`,
    `× ${factor}`,
    String(attacked.of),
    share(noticed.hits, noticed.of),
    median === undefined ? "–" : String(median),
    median === undefined ? "–" : `${(median * hz).toFixed(0)} Hz`,
    share(attacked.hits, attacked.of),
  ];
}

/** A replayer that drags the track along, a little further with every frame. */
export const ramps: Scenario = {
  name: "ramps",
  run(effort) {
    const settings = RAMPS_HZ.flatMap((hz) => FACTORS.map((factor) => ({ hz, factor })));
    return {
      tables: [
        {
          title: "Slow ramps of the bias",
          note: `A plain crystal known for two weeks, a frame every ten minutes; a replayer without any bias at first is further away with every frame, until it is ${GOAL_HZ} Hz away. Noticed: campaigns with an alarm, by the frame's own test, by the sum of small deviations or by the anchor.`,
          head: [
            "a frame",
            "noise",
            "attacked frames",
            "campaigns noticed",
            "frames until then (median)",
            "bias by then",
            "frames alarmed",
          ],
          rows: settings.map((setting) => rowOf(setting, effort)),
        },
      ],
    } satisfies Outcome;
  },
};
