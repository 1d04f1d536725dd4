import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, type TenantId, VirtualClock, newId } from "@lorats/base";
import { encodeEventText, newEvent, type NewEvent } from "@lorats/events";
import { cursorOf } from "../../src/log/positions.ts";
import { Tail } from "../../src/log/tail.ts";

const clock = new VirtualClock();
const tenantId = newId<TenantId>(clock, new SeededRandom(3));

function events(from: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, i) => {
    const body = { code: `N${from + i}`, reason: "", receptions: [] };
    return newEvent("refusal", { tenantId, key: "k", time: clock.now() }, body);
  });
}

function note(tail: Tail, first: number, appended: readonly NewEvent[], nowMs?: number): void {
  const texts = appended.map((event) => encodeEventText(event));
  tail.note(first, appended, texts, nowMs);
}

function places(tail: Tail, after: number, limit = 100_000): readonly string[] | undefined {
  return tail.after(after, limit)?.map(({ position }) => position);
}

const at = (...positions: number[]): string[] => positions.map(cursorOf);

describe("the tail of a log", () => {
  it("gives what was appended, after any position that it reaches", () => {
    const tail = new Tail();
    assert.equal(places(tail, 0), undefined, "an empty tail knows nothing of the log");
    note(tail, 1, events(1, 3));
    note(tail, 4, events(4, 1));
    assert.deepEqual(places(tail, 0), at(1, 2, 3, 4));
    assert.deepEqual(places(tail, 2, 1), at(3));
    assert.deepEqual(places(tail, 4), []);
    assert.equal(places(tail, 9), undefined, "beyond it only the log can tell");
  });

  it("does not pass over what it was not told of", () => {
    const tail = new Tail();
    note(tail, 1, events(1, 3));
    note(tail, 7, events(7, 2));
    assert.equal(places(tail, 3), undefined, "4 to 6 stand in the log");
    assert.deepEqual(places(tail, 6), at(7, 8));
  });

  it("knows nothing after an append that failed: it may be stored all the same", () => {
    const tail = new Tail();
    note(tail, 1, events(1, 3));
    tail.forget();
    assert.equal(places(tail, 3), undefined);
    note(tail, 4, events(4, 1));
    assert.deepEqual(places(tail, 3), at(4));
    assert.equal(places(tail, 2), undefined);
  });

  it("gives single events while it keeps them all", () => {
    const tail = new Tail();
    note(tail, 5, events(5, 3));
    assert.deepEqual(
      tail.at([7, 5])?.map(({ position }) => position),
      at(7, 5),
    );
    assert.equal(tail.at([4, 5]), undefined);
    assert.equal(tail.at([8]), undefined);
  });

  it("is bounded", () => {
    const tail = new Tail();
    for (let first = 1; first < 100_000; first += 1000) note(tail, first, events(first, 1000));
    assert.equal(places(tail, 0), undefined);
    assert.equal(places(tail, 50_000), undefined);
    assert.deepEqual(places(tail, 99_999), at(100_000));
  });

  it("keeps nothing for long on a quiet server", () => {
    const tail = new Tail();
    for (let second = 0; second <= 30; second++) {
      note(tail, 1 + second, events(1 + second, 1), 1e6 + second * 1000);
    }
    assert.equal(places(tail, 9), undefined, "noted 20 s before the last look");
    assert.deepEqual(places(tail, 21), at(...Array.from({ length: 10 }, (_, i) => 22 + i)));
  });
});
