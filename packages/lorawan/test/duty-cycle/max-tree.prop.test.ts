import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MaxTree } from "../../src/duty-cycle/max-tree.ts";

const value = fc.integer({ min: 0, max: 9 });

test("searches find what a scan finds, after any changes", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.tuple(fc.nat(39), value), { maxLength: 60 }),
      (capacity, changes) => {
        const tree = new MaxTree(capacity);
        const plain: number[] = Array.from({ length: capacity }, () => -Infinity);
        for (const [index, changed] of changes) {
          if (index >= capacity) continue;
          tree.set(index, changed);
          plain[index] = changed;
        }
        for (let at = 0; at <= capacity; at++) {
          for (let limit = 0; limit <= 10; limit++) {
            const first = plain.findIndex((number, i) => i >= at && number >= limit);
            assert.equal(tree.firstAtLeast(at, limit), first);
            const last = plain.findLastIndex((number, i) => i < at && number > limit);
            assert.equal(tree.lastAbove(at, limit), last);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});
