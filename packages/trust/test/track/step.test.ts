import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { Air, isAlarm, Subject } from "../evaluation/arena.ts";
import { CLASSES } from "../evaluation/classes.ts";
import { CrystalProcess } from "../evaluation/crystal-world.ts";

it("whoever was turned away does not get in by waiting, whatever the weather does meanwhile", () => {
  let [learnt, back] = [0, 0];
  for (let seed = 1; seed <= 8; seed++) {
    const random = new SeededRandom(seed);
    const process = new CrystalProcess(CLASSES.plain, random.fork(1));
    const subject = new Subject(new Air(), 1, random.fork(2));
    const hear = (i: number, extraPpm: number) =>
      subject.hear({ s: 600 * (i + 1), ppm: process.ppm((i + 1) / 6) + extraPpm });
    for (let i = 0; i < 150; i++) hear(i, 0);
    // A day of replays by a radio that adds 0.9 ppm.
    for (let i = 150; i < 294; i++) if (!isAlarm(hear(i, 0.9))) learnt++;
    for (let i = 294; i < 330; i++) if (i >= 300 && !isAlarm(hear(i, 0))) back++;
  }
  assert.ok(learnt <= 8, `${learnt} of 1152 replays passed`);
  assert.ok(back >= 0.9 * 8 * 30, `${back} of 240 frames passed afterwards`);
});
