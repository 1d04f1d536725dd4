import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom, softwareAes } from "@lorats/base";
import { intervalSlices } from "../../src/schedule/interval-hopping.ts";
import { Air, isAlarm, Subject } from "../evaluation/arena.ts";
import { CLASSES } from "../evaluation/classes.ts";
import { CrystalProcess } from "../evaluation/crystal-world.ts";

const EVERY_S = 600;
const DEVICES = 30;
const FRAMES = 60;
/** The anchor is no longer young then. */
const TWO_WEEKS = 2016;

/** A device at a gateway that is known from so many frames, and its frequency at the next ones. */
function learnt(
  seed: number,
  frames: number,
  kind: "plain" | "tcxo" = "plain",
): { subject: Subject; ppm: (i: number) => number } {
  const random = new SeededRandom(seed);
  const process = new CrystalProcess(CLASSES[kind], random.fork(1));
  const subject = new Subject(new Air(), seed, random.fork(2));
  const ppm = (i: number): number => process.ppm((EVERY_S * (i + 1)) / 3600);
  for (let i = 0; i < frames; i++) subject.hear({ s: EVERY_S * (i + 1), ppm: ppm(i) });
  return { subject, ppm };
}

function claimed(judged: ReturnType<Subject["judge"]>, attacker: string): number {
  const found = judged.trust.missProbability?.find((one) => one.attacker === attacker);
  assert.ok(found, attacker);
  return found.probability;
}

it("as many replays with a bias of 0.3 ppm pass as each frame says", () => {
  let [said, passed] = [0, 0];
  for (let d = 0; d < DEVICES; d++) {
    const { subject, ppm } = learnt(d, 200);
    for (let i = 200; i < 200 + FRAMES; i++) {
      const sent = { s: EVERY_S * (i + 1), ppm: ppm(i) };
      const attacked = subject.judge({ ...sent, ppm: sent.ppm + (i % 2 === 0 ? 0.3 : -0.3) });
      said += claimed(attacked, "bias-0.3ppm");
      if (!isAlarm(attacked)) passed++;
      subject.hear(sent);
    }
  }
  const of = DEVICES * FRAMES;
  const gap = Math.abs(said - passed) / of;
  assert.ok(
    gap < 0.06,
    `${((100 * said) / of).toFixed(1)} % said, ${((100 * passed) / of).toFixed(1)} % passed`,
  );
});

it("a ramp of 1 ppm is followed while the anchor is young; later a quiet crystal does not hide it, a plain one does", () => {
  const next = (kind: "plain" | "tcxo", frames: number): number => {
    const { subject, ppm } = learnt(7, frames, kind);
    return claimed(subject.judge({ s: EVERY_S * (frames + 1), ppm: ppm(frames) }), "ramp-1ppm");
  };
  assert.equal(next("tcxo", 100), 1);
  assert.ok(next("tcxo", TWO_WEEKS) < 0.01);
  assert.ok(next("plain", TWO_WEEKS) > 0.9);
});

it("all devices replayed by one radio are as visible as one, unless their receiver may drift there", () => {
  const air = new Air();
  const subjects = [1, 2, 3].map((n) => {
    const random = new SeededRandom(n);
    return {
      subject: new Subject(air, n, random.fork(2)),
      process: new CrystalProcess(CLASSES.tcxo, random.fork(1)),
    };
  });
  const round = (s: number): ReturnType<Subject["hear"]>[] =>
    subjects.map(({ subject, process }, n) =>
      subject.hear({ s: s + 30 * n, ppm: process.ppm((s + 30 * n) / 3600) }),
    );
  let last: ReturnType<typeof round> = [];
  for (let i = 1; i <= 60; i++) last = round(EVERY_S * i);
  assert.ok(claimed(last[2]!, "mass-replay-1ppm") < 0.01);
  const [afterNight] = round(EVERY_S * 60 + 12 * 3600);
  assert.ok(
    claimed(afterNight!, "mass-replay-1ppm") > 0.9,
    "a receiver drifts by 1 ppm in a night",
  );
  assert.ok(claimed(afterNight!, "bias-1ppm") < 0.9);
});

it("a delay without bias is missed where a frame has no clock, and nowhere where its secret schedule is known", () => {
  const { subject, ppm } = learnt(3, 60);
  const plain = subject.judge({ s: EVERY_S * 61, ppm: ppm(60) });
  assert.equal(claimed(plain, "delay-10s-without-bias"), 1);
  const cipher = softwareAes.cipher(new Uint8Array(16));
  const plan = { sliceMs: 1000, minSlices: 300, maxSlices: 900 };
  const hopper = new Subject(new Air(), 4, new SeededRandom(4), {}, { cipher, plan });
  let s = 1000;
  for (let slot = 1; slot <= 60; slot++) {
    hopper.hear({ s, ppm: 1 });
    s += intervalSlices(cipher, plan, slot);
  }
  assert.ok(claimed(hopper.judge({ s, ppm: 1 }), "delay-10s-without-bias") < 1e-6);
  assert.ok(isAlarm(hopper.judge({ s: s + 10, ppm: 1 })));
});
