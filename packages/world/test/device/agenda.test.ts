import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { nextAct, type Situation } from "../../src/device/agenda.ts";
import { radioPlan } from "../../src/device/region.ts";
import { joinDataRate, joinPauseS } from "../../src/device/join-back-off.ts";

const READY: Situation = {
  isBatteryEmpty: false,
  dutyWaitS: 0,
  isJoined: true,
  isRejoinDue: false,
  isRepeatDue: false,
  hasMessage: false,
  readingWaitS: 0,
};
const kindOf = (change: Partial<Situation>): string => nextAct({ ...READY, ...change }).kind;

describe("what a device does when it wakes", () => {
  it("goes by law, network, repeats, messages and readings, in this order", () => {
    const all = { isRejoinDue: true, isRepeatDue: true, hasMessage: true, readingWaitS: 0 };
    assert.equal(kindOf({ ...all, isBatteryEmpty: true }), "sleep");
    assert.equal(kindOf({ ...all, dutyWaitS: 3 }), "wait");
    assert.equal(kindOf({ ...all, isJoined: false }), "join");
    assert.equal(kindOf(all), "rejoin");
    assert.equal(kindOf({ ...all, isRejoinDue: false }), "repeat");
    assert.equal(kindOf({ hasMessage: true, readingWaitS: 9 }), "message");
    assert.equal(kindOf({}), "reading");
  });

  it("waits until the duty cycle or the next reading allows, and a moment more for the law", () => {
    assert.deepEqual(nextAct({ ...READY, dutyWaitS: 3 }), { kind: "wait", seconds: 3.05 });
    assert.deepEqual(nextAct({ ...READY, readingWaitS: 7 }), { kind: "wait", seconds: 7 });
  });
});

describe("a device that nobody lets in", () => {
  it("asks ever more seldom and ever slower, within bounds", () => {
    const random = new SeededRandom(2);
    const pauses = Array.from({ length: 40 }, (_, n) => joinPauseS(n, random));
    assert.ok(pauses[0]! >= 8 && pauses[0]! < 9);
    assert.ok(pauses.every((pause) => pause >= 8 && pause < 608));
    assert.ok(Math.max(...pauses.slice(12)) > 400);
    const rates = Array.from({ length: 20 }, (_, n) => joinDataRate(radioPlan("EU868", 0), n));
    assert.deepEqual(rates.slice(0, 7), [5, 5, 5, 4, 4, 4, 3]);
    assert.equal(rates.at(-1), 0);
  });
});
