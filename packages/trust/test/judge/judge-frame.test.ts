import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import type { Verdict } from "@lorats/events";
import { type Heard, Watch } from "../support.ts";
import { DEFAULT_POLICY } from "../../src/policy.ts";

const EVERY_S = 600;

/** A watch that has learnt a device at −21 kHz with 15 Hz of scatter. */
function learnt(frames = 80, heard: (biasHz: number) => Heard[] = (biasHz) => [{ biasHz }]) {
  const random = new SeededRandom(5);
  const watch = new Watch();
  const bias = (): number => -21_000 + 15 * gaussian(random);
  let s = 0;
  const next = (extraHz = 0, how = heard): ReturnType<Watch["hear"]> =>
    watch.hear((s += EVERY_S), how(bias() + extraHz));
  const verdicts: Verdict[] = [];
  for (let i = 0; i < frames; i++) verdicts.push(next().trust.verdict);
  return { watch, next, verdicts };
}

describe("verdicts by bias", () => {
  it("learn first, then call frames in place genuine", () => {
    const { verdicts } = learnt();
    assert.equal(
      verdicts.slice(0, 20).every((one) => one === "unverified"),
      true,
    );
    assert.ok(verdicts.slice(30).filter((one) => one === "genuine").length >= 48);
    assert.equal(
      verdicts.some((one) => one === "replayed" || one === "suspect"),
      false,
    );
  });

  it("catch the paper's attack, explain it in words, and learn nothing from it", () => {
    const { watch, next } = learnt();
    const before = watch.device.track!.frames;
    for (const extraHz of [-543, -743]) {
      const { trust } = next(extraHz);
      assert.equal(trust.verdict, "replayed");
      assert.ok(trust.falseAlarm! < 1e-6);
      assert.match(
        trust.explanation!,
        /held back or replayed: bias 5\d\d|7\d\d Hz below this device/,
      );
    }
    assert.equal(watch.device.track!.frames, before);
    assert.equal(next().trust.verdict, "genuine");
  });

  it("say how often an attack of each class would pass", () => {
    const { next } = learnt();
    const { missProbability } = next().trust;
    const of = (attacker: string): number =>
      missProbability!.find((one) => one.attacker === attacker)!.probability;
    assert.ok(of("bias-3ppm") < 1e-6 && of("bias-1ppm") < 1e-6);
    assert.ok(of("bias-0.03ppm") > 0.9);
    assert.equal(of("delay-10s-without-bias"), 1);
  });

  it("are never genuine by gateways without proof, but may be suspect", () => {
    const heard = (biasHz: number): Heard[] => [{ biasHz, authentication: "none" }];
    const { next, verdicts } = learnt(80, heard);
    assert.equal(verdicts.includes("genuine"), false);
    assert.equal(next(-700).trust.verdict, "suspect");
  });

  it("do not let a gateway without proof move a track that has a proven one", () => {
    const { watch, next } = learnt(80, (biasHz) => [
      { biasHz },
      { biasHz, gateway: 2, authentication: "none" },
    ]);
    const before = watch.device.track!.frames;
    const { trust } = next(0, (biasHz) => [
      { biasHz: biasHz + 900, gateway: 2, authentication: "none" },
    ]);
    assert.equal(trust.verdict, "suspect");
    assert.equal(watch.device.track!.frames, before);
  });

  it("are unverified without a frequency", () => {
    const { next } = learnt();
    const { trust } = next(0, () => [{}]);
    assert.equal(trust.verdict, "unverified");
  });

  it("turn to suspect when the bias stays elsewhere: another crystal, until somebody says so", () => {
    const { next } = learnt();
    const verdicts = Array.from({ length: 12 }, () => next(2500).trust.verdict);
    assert.equal(verdicts[0], "replayed");
    assert.equal(verdicts.at(-1), "suspect");
  });

  it("are suspect at once after a new join", () => {
    const { watch, next } = learnt();
    watch.device = { ...watch.device, joined: true };
    assert.equal(next(2500).trust.verdict, "suspect");
  });

  it("keep to the paper's threshold in its mode", () => {
    const random = new SeededRandom(5);
    const watch = new Watch();
    let s = 0;
    const hear = (hz: number) =>
      watch.hear(
        (s += EVERY_S),
        [{ biasHz: hz }],
        {},
        {
          policy: { ...DEFAULT_POLICY, mode: "fixed-500hz" },
        },
      );
    for (let i = 0; i < 40; i++) hear(-21_000 + 15 * gaussian(random));
    assert.notEqual(hear(-21_450).trust.verdict, "replayed");
    const { verdict, explanation } = hear(-22_050).trust;
    assert.equal(verdict, "replayed");
    assert.match(explanation!, /bias 600 Hz below that of the frame before/);
  });

  it("name a gateway whose bias contradicts the others'", () => {
    const all = (biasHz: number): Heard[] => [1, 2, 3].map((gateway) => ({ biasHz, gateway }));
    const { next } = learnt(80, all);
    const { trust } = next(0, (biasHz) => [
      { biasHz },
      { biasHz, gateway: 2 },
      { biasHz: biasHz + 4000, gateway: 3 },
    ]);
    assert.equal(trust.verdict, "genuine");
    assert.equal(trust.evidence.filter(({ test }) => test === "bias-contradicted").length, 1);
  });
});
