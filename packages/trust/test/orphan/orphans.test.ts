import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, parseInstant, SeededRandom } from "@lorats/base";
import type { Sighting, Uplink } from "@lorats/events";
import { gatewayAfterSighting } from "../../src/judge/judge-gateway.ts";
import type { JudgedUplink } from "../../src/server/judge-uplink.ts";
import { NEW_GATEWAY } from "../../src/state/gateway-trust.ts";
import { collide } from "../evaluation/iq/collision.ts";
import { gatewayId, START_S, timeAt, Watch } from "../support.ts";

const BIAS_HZ = -19_800;
const EVERY_S = 15;

/** A device and an SDR that hears its preambles, with and without frames. */
class Scene {
  readonly watch = new Watch();
  readonly random: SeededRandom;
  readonly #more: Partial<Uplink>;

  constructor(seed: number, more: Partial<Uplink> = {}) {
    this.random = new SeededRandom(seed);
    this.#more = more;
  }

  preamble(s: number, biasHz = BIAS_HZ, more: Partial<Sighting> = {}): void {
    const gateway = this.watch.gateways.get(gatewayId(1)) ?? NEW_GATEWAY;
    const lts = { onset: timeAt(s), onsetSdNs: 300, biasHz: this.#around(biasHz), biasSdHz: 6 };
    const sighting = { freqHz: 868_100_000, sf: 7, bwHz: 125_000, lts, ...more };
    const { state } = gatewayAfterSighting(gateway, {
      gatewayId: gatewayId(1),
      gatewayEui: "0000000000000001" as Sighting["gatewayEui"],
      kind: "orphan",
      authentication: "hmac",
      arrivedAt: timeAt(s + 0.2),
      arrivedSdNs: 1e6,
      ...sighting,
    });
    this.watch.gateways.set(gatewayId(1), state);
  }

  frame(s: number, extraHz = 0): JudgedUplink {
    return this.watch.hear(s, [{ biasHz: this.#around(BIAS_HZ) + extraHz }], this.#more);
  }

  /** Learns the device; returns when its next frame is due. */
  learn(frames = 60, everyS = EVERY_S, jitterS = 0.4): number {
    for (let i = 0; i < frames; i++) this.frame(everyS * i + jitterS * gaussian(this.random));
    return everyS * frames;
  }

  #around(biasHz: number): number {
    return biasHz + 8 * gaussian(this.random);
  }
}

function offS({ timing }: JudgedUplink, s: number): number {
  return Math.abs(Date.parse(timing.time) / 1000 - START_S - s);
}

describe("frames whose preambles were heard before", () => {
  it("are dated back in a long attack: its own orphans are no foreign ones", () => {
    const scene = new Scene(1, { confirmed: true });
    const from = scene.learn();
    for (let i = 0; i < 40; i++) {
      const sent = from + EVERY_S * i;
      scene.preamble(sent);
      // Not acknowledged, it is sent again, and drowned again.
      scene.preamble(sent + 3.5);
      const judged = scene.frame(sent + 8, 650);
      assert.ok(offS(judged, sent) < 0.002, `frame ${i}: ${offS(judged, sent)} s`);
      assert.equal(judged.timing.deliveredAt?.slice(0, 21), timeAt(sent + 8).slice(0, 21));
      assert.equal(judged.trust.verdict, "replayed", `frame ${i}`);
    }
  });

  it("are dated back however many preambles those leave who collide with it, and are not genuine then", () => {
    const scene = new Scene(7);
    const [everyS, jitterS] = [600, 60];
    const from = scene.learn(60, everyS, jitterS);
    let [dated, caught] = [0, 0];
    for (let i = 0; i < 20; i++) {
      const sent = from + everyS * i + jitterS * gaussian(scene.random);
      scene.preamble(sent);
      // A collider that begins after the fifth chirp, and another one near the next gateway.
      scene.preamble(sent + 0.006, 350);
      scene.preamble(sent + 0.0065, -2800);
      const judged = scene.frame(sent + 60);
      if (judged.timing.deliveredAt === undefined) continue;
      dated++;
      if (judged.trust.verdict === "replayed") caught++;
      assert.notEqual(judged.trust.verdict, "genuine", JSON.stringify(judged.trust));
    }
    // One such orphan may be chance; the next one is none.
    assert.ok(dated >= 18 && caught >= 17, `${dated} dated, ${caught} caught of 20`);
  });

  it("are dated back when the delay is longer than the device's interval", () => {
    const scene = new Scene(2);
    const from = scene.learn();
    const delayS = 40;
    let wrong = 0;
    for (let i = 0; i < 30; i++) {
      scene.preamble(from + EVERY_S * i);
      if (i < 2) continue;
      const sent = from + EVERY_S * (i - 2);
      // Another preamble of the device's own lies between; the schedule or the order says which one it is.
      const judged = scene.frame(sent + delayS);
      if (judged.timing.deliveredAt === undefined || offS(judged, sent) > 0.002) wrong++;
    }
    assert.ok(wrong <= 1, `${wrong} of 28`);
  });

  it("are not dated by their own preamble, reported apart because the SDR came late", () => {
    const scene = new Scene(3);
    const from = scene.learn();
    for (let i = 0; i < 20; i++) {
      const sent = from + EVERY_S * i;
      scene.frame(sent);
      // The SDR's clock is not quite the concentrator's.
      scene.preamble(sent + 0.0005);
      assert.equal(scene.frame(sent + 10).timing.deliveredAt, undefined);
    }
    assert.equal(scene.watch.gateways.get(gatewayId(1))!.orphans.orphans.length, 0);
  });

  it("keep their time on a channel full of others' orphans", () => {
    const scene = new Scene(4);
    const from = scene.learn();
    const [grid, draw] = [125_000 / 128, (): number => scene.random.uint32() / 2 ** 32];
    let moved = 0;
    for (let i = 0; i < 60; i++) {
      const sent = from + EVERY_S * i;
      for (let n = 0; n < 3; n++) {
        const ambiguity = { stepNs: 8000, stepHz: grid };
        const biasHz = -20_000 + 8000 * (draw() - 0.5);
        const lts = { onset: timeAt(sent - 14 * draw()), onsetSdNs: 300, biasHz, biasSdHz: 6 };
        scene.preamble(sent - 1, biasHz, { lts: { ...lts, ambiguity } });
      }
      const { timing, trust } = scene.frame(sent);
      if (timing.deliveredAt !== undefined) moved++;
      assert.notEqual(trust.verdict, "replayed");
    }
    assert.ok(moved <= 1, `${moved} of 60`);
  });

  it("are dated to within microseconds by what the receiver made of a collision on samples", () => {
    const scene = new Scene(6);
    const from = scene.learn();
    let [heard, right] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const seen = collide({ sf: 7, snrDb: 3, ratioDb: 12 }, new SeededRandom(seed));
      const sent = from + EVERY_S * (seed - 1);
      if (seen.decoded || !seen.heard) {
        scene.frame(sent);
        continue;
      }
      heard++;
      const before = new Map(scene.watch.gateways);
      const step = { s: seen.steps / 125_000, hz: (seen.steps * 125_000) / 128 };
      const lts = {
        onset: timeAt(sent + seen.onsetErrorS + step.s),
        onsetSdNs: 1e9 * seen.onsetSdS,
        biasHz: BIAS_HZ + seen.biasErrorHz + step.hz,
        biasSdHz: seen.biasSdHz,
        ...(seen.ambiguous && { ambiguity: { stepNs: 8000, stepHz: 125_000 / 128 } }),
      };
      scene.preamble(sent, BIAS_HZ, { lts });
      const { timing } = scene.frame(sent + 8);
      const offNs = Number(parseInstant(timing.time) - parseInstant(timeAt(sent)));
      if (Math.abs(offNs) < 5 * timing.sdNs && Math.abs(offNs) < 20_000) right++;
      scene.watch.gateways.clear();
      for (const [id, gateway] of before) scene.watch.gateways.set(id, gateway);
    }
    assert.ok(heard >= 6 && right >= 0.8 * heard, `${right} of ${heard}`);
  });

  it("say no more than that when frames in between were lost", () => {
    const scene = new Scene(5, { confirmed: true });
    const from = scene.learn(20);
    scene.preamble(from);
    scene.watch.fCnt += 2;
    const { timing, trust } = scene.frame(from + 2.5 * EVERY_S);
    assert.equal(timing.deliveredAt, undefined);
    assert.notEqual(trust.verdict, "replayed");
  });
});
