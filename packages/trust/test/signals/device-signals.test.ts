import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Verdict } from "@lorats/events";
import { NO_SIGNS } from "../../src/signals/device-signs.ts";
import {
  afterBadMic,
  afterCopy,
  afterJoin,
  afterNonceReuse,
  afterSilence,
  afterStatus,
  afterUplink,
  afterVerdict,
  silentFromS,
  type SignsStep,
} from "../../src/signals/device-signals.ts";

const DAY = 86_400;

/** What is raised and ended along the way. */
function tell(steps: readonly ((signs: typeof NO_SIGNS) => SignsStep)[]): string[] {
  let signs = NO_SIGNS;
  const told: string[] = [];
  for (const step of steps) {
    const next = step(signs);
    signs = next.signs as typeof NO_SIGNS;
    told.push(...next.raise.map(({ code, state }) => `${code} ${state}`));
  }
  return told;
}

describe("weak signals", () => {
  it("a storm of rejoins is raised once and ended when a day was calm", () => {
    const joins = Array.from(
      { length: 8 },
      (_, i) => (signs: typeof NO_SIGNS) => afterJoin(signs, 600 * i),
    );
    const calm = (signs: typeof NO_SIGNS): SignsStep => afterUplink(signs, 0, 3 * DAY);
    assert.deepEqual(tell([...joins, calm]), ["rejoin-storm raised", "rejoin-storm ended"]);
  });

  it("a few joins in a week are none", () => {
    const joins = Array.from(
      { length: 7 },
      (_, i) => (signs: typeof NO_SIGNS) => afterJoin(signs, DAY * i),
    );
    assert.deepEqual(tell(joins), []);
  });

  it("lost frames flicker at no level: raised at 40 %, ended below 20 %", () => {
    const lossy = Array.from(
      { length: 60 },
      () => (signs: typeof NO_SIGNS) => afterUplink(signs, 2, 0),
    );
    const middling = Array.from(
      { length: 60 },
      (_, i) => (signs: typeof NO_SIGNS) => afterUplink(signs, i % 2, 0),
    );
    const good = Array.from(
      { length: 60 },
      () => (signs: typeof NO_SIGNS) => afterUplink(signs, 0, 0),
    );
    assert.deepEqual(tell([...lossy, ...middling]), ["frames-lost raised"]);
    assert.deepEqual(tell([...lossy, ...good]), ["frames-lost raised", "frames-lost ended"]);
  });

  it("a counter that jumps is a rupture, not a bad link, and over after an hour without another", () => {
    assert.deepEqual(
      tell([
        (signs) => afterUplink(signs, 500, 0),
        (signs) => afterUplink(signs, 0, 1),
        (signs) => afterUplink(signs, 20, 3000),
        (signs) => afterUplink(signs, 0, 3700),
        (signs) => afterUplink(signs, 0, 6700),
      ]),
      ["sequence-rupture raised", "sequence-rupture ended"],
    );
  });

  it("wrong MICs are raised as a storm, and ended when they have become few", () => {
    const forged = Array.from(
      { length: 12 },
      (_, i) => (signs: typeof NO_SIGNS) => afterBadMic(signs, i),
    );
    const later = [DAY / 2, 2 * DAY].map(
      (s) => (signs: typeof NO_SIGNS) => afterUplink(signs, 0, s),
    );
    assert.deepEqual(tell([...forged, later[0]!]), ["invalid-mics raised"]);
    assert.deepEqual(tell([...forged, ...later]), ["invalid-mics raised", "invalid-mics ended"]);
  });

  it("a DevNonce that is used again, and a copy on the air, are raised at once and over after a quiet day", () => {
    const kinds = {
      "devnonce-reuse": afterNonceReuse,
      "frame-copied": (signs: typeof NO_SIGNS, nowS: number) =>
        afterCopy(signs, nowS, { message: "a copy", details: { deduplicationId: "x" } }),
    };
    for (const [code, strike] of Object.entries(kinds)) {
      const again = [(signs: typeof NO_SIGNS) => strike(signs, 0), strikeAt(0.9), frameAt(1.5)];
      assert.deepEqual(tell(again), [`${code} raised`]);
      assert.deepEqual(tell([...again, frameAt(2)]), [`${code} raised`, `${code} ended`]);
      function strikeAt(days: number) {
        return (signs: typeof NO_SIGNS) => strike(signs, days * DAY);
      }
    }
    function frameAt(days: number) {
      return (signs: typeof NO_SIGNS) => afterUplink(signs, 0, days * DAY);
    }
  });

  it("battery and margin have a level to be raised at and another to be ended at", () => {
    const status = (battery: number, marginDb: number) => (signs: typeof NO_SIGNS) =>
      afterStatus(signs, battery, marginDb, 0);
    const low = [status(20, 10), status(10, 10)];
    assert.deepEqual(tell([...low, status(36, 10)]), ["battery-low raised"]);
    assert.deepEqual(tell([...low, status(250, 10), status(250, 10)]), [
      "battery-low raised",
      "battery-low ended",
    ]);
    const fell = [status(255, 20), status(255, 20), status(0, -2), status(0, -2)];
    assert.deepEqual(tell([...fell, status(255, -2)]), ["margin-low raised"]);
    const back = Array.from({ length: 4 }, () => status(255, 20));
    assert.deepEqual(tell([...fell, ...back]), ["margin-low raised", "margin-low ended"]);
  });

  it("bad verdicts are raised once, hold while such frames come, and end when none came for eight intervals", () => {
    const judged = (verdict: Verdict, intervals: number) => (signs: typeof NO_SIGNS) =>
      afterVerdict(signs, verdict, {
        nowS: 600 * intervals,
        intervalS: 600,
        explanation: "why",
        alarm: true,
      });
    const attacked = [judged("suspect", 0), judged("suspect", 6), judged("genuine", 12)];
    assert.deepEqual(tell(attacked), ["frames-suspect raised"]);
    assert.deepEqual(tell([...attacked, judged("genuine", 15)]), [
      "frames-suspect raised",
      "frames-suspect ended",
    ]);
  });

  it("silence begins to be strange after four intervals, and means nothing of a new device", () => {
    assert.equal(silentFromS(1000, 600, 3), undefined);
    assert.equal(silentFromS(1000, 600, 20), 3400);
    assert.equal(silentFromS(1000, 10, 20), 1610);
    assert.deepEqual(
      tell([(signs) => afterSilence(signs, 5000, 0), (signs) => afterUplink(signs, 0, 1)]),
      ["device-silent raised", "device-silent ended"],
    );
  });
});
