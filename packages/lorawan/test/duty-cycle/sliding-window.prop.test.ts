import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlidingWindow } from "../../src/duty-cycle/sliding-window.ts";

interface Sent {
  readonly startUs: number;
  readonly durationUs: number;
}

const WINDOW = 40;

/** On-air time within [from, from + WINDOW), counted microsecond by microsecond. */
function busy(sent: readonly Sent[], from: number): number {
  let count = 0;
  for (let t = from; t < from + WINDOW; t++) {
    if (sent.some((s) => t >= s.startUs && t < s.startUs + s.durationUs)) count++;
  }
  return count;
}

/** Whether every window that holds some of `next` keeps within the budget. */
function fits(sent: readonly Sent[], next: Sent, budget: number): boolean {
  const end = next.startUs + next.durationUs;
  if (sent.some((s) => s.startUs < end && s.startUs + s.durationUs > next.startUs)) return false;
  const all = [...sent, next];
  for (let from = next.startUs - WINDOW + 1; from < end; from++) {
    if (busy(all, from) > budget) return false;
  }
  return true;
}

const question = fc.record({
  fromUs: fc.integer({ min: 0, max: 120 }),
  durationUs: fc.integer({ min: 1, max: 9 }),
});

test("the answer is permitted, and nothing earlier is (brute force over every window)", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 9, max: WINDOW }),
      fc.array(question, { minLength: 1, maxLength: 9 }),
      (budgetUs, questions) => {
        const window = new SlidingWindow({ windowUs: WINDOW, budgetUs });
        const sent: Sent[] = [];
        for (const { fromUs, durationUs } of questions) {
          const startUs = window.earliestUs(fromUs, durationUs)!;
          assert.ok(fits(sent, { startUs, durationUs }, budgetUs), `${startUs} is not allowed`);
          for (let earlier = fromUs; earlier < startUs; earlier++) {
            assert.ok(
              !fits(sent, { startUs: earlier, durationUs }, budgetUs),
              `${earlier} would have been allowed, not only ${startUs}`,
            );
          }
          window.record(startUs, durationUs);
          sent.push({ startUs, durationUs });
        }
      },
    ),
    { numRuns: 400 },
  );
});

test("what was sent beyond the budget is accounted for: any window that holds the new one keeps within it", () => {
  const sentAnyway = fc.array(
    fc.record({ gapUs: fc.nat(25), durationUs: fc.integer({ min: 1, max: 9 }) }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 9, max: 20 }),
      sentAnyway,
      question,
      (budgetUs, overruns, asked) => {
        const window = new SlidingWindow({ windowUs: WINDOW, budgetUs });
        const sent: Sent[] = [];
        let at = 0;
        for (const { gapUs, durationUs } of overruns) {
          sent.push({ startUs: at + gapUs, durationUs });
          at += gapUs + durationUs;
        }
        // Written down backwards: each is put before all the others.
        for (const { startUs, durationUs } of sent.toReversed()) window.record(startUs, durationUs);
        const { fromUs, durationUs } = asked;
        let expected = fromUs;
        while (!fits(sent, { startUs: expected, durationUs }, budgetUs)) expected++;
        assert.equal(window.earliestUs(fromUs, durationUs), expected);
      },
    ),
    { numRuns: 400 },
  );
});

test("a restored window, a cancelled plan and a pruned past answer like the original", () => {
  fc.assert(
    fc.property(
      fc.array(question, { minLength: 2, maxLength: 12 }),
      question,
      (questions, asked) => {
        const limit = { windowUs: WINDOW, budgetUs: 12 };
        const window = new SlidingWindow(limit);
        for (const { fromUs, durationUs } of questions) {
          window.record(window.earliestUs(fromUs, durationUs)!, durationUs);
        }
        const expected = window.earliestUs(asked.fromUs, asked.durationUs)!;
        const copy = new SlidingWindow(limit, JSON.parse(JSON.stringify(window)));
        assert.equal(copy.earliestUs(asked.fromUs, asked.durationUs), expected);
        copy.record(expected, asked.durationUs);
        assert.ok(copy.cancel(expected));
        assert.deepEqual(copy.toJSON(), window.toJSON());
        copy.prune(asked.fromUs);
        assert.ok(copy.size <= window.size);
        assert.equal(copy.earliestUs(asked.fromUs, asked.durationUs), expected);
        assert.equal(copy.remainingUs(asked.fromUs), window.remainingUs(asked.fromUs));
      },
    ),
    { numRuns: 1000 },
  );
});
