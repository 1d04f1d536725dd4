import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_SIGNS } from "../../src/signals/device-signs.ts";
import {
  afterBadMic,
  afterJoin,
  afterNonceReuse,
  afterSilence,
  afterStatus,
  afterUplink,
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

  it("a counter that jumps is a rupture, not a bad link", () => {
    assert.deepEqual(
      tell([(signs) => afterUplink(signs, 500, 0), (signs) => afterUplink(signs, 0, 1)]),
      ["sequence-rupture raised", "sequence-rupture ended"],
    );
  });

  it("wrong MICs, nonces used again, battery and margin", () => {
    const forged = Array.from(
      { length: 12 },
      (_, i) => (signs: typeof NO_SIGNS) => afterBadMic(signs, i),
    );
    assert.deepEqual(tell(forged), ["invalid-mics raised"]);
    assert.deepEqual(
      tell([(signs) => afterNonceReuse(signs, 0), (signs) => afterNonceReuse(signs, 1)]),
      ["devnonce-reuse raised"],
    );
    const status = (battery: number, marginDb: number) => (signs: typeof NO_SIGNS) =>
      afterStatus(signs, battery, marginDb, 0);
    assert.deepEqual(tell([status(20, 10), status(10, 10), status(250, 10), status(250, 10)]), [
      "battery-low raised",
      "battery-low ended",
    ]);
    assert.deepEqual(
      tell([status(255, 20), status(255, 20), status(0, -2), status(0, -2), status(255, -2)]),
      ["margin-low raised"],
    );
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
