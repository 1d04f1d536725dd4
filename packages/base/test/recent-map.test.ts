import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecentMap } from "@lorats/base";

test("the newest entries are there, and at most twice as many as wanted", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 200 }),
      (least, keys) => {
        const map = new RecentMap<number, number>(least);
        for (const [at, key] of keys.entries()) map.set(key, at);
        const newestFirst = [...new Set(keys.toReversed())];
        for (const key of newestFirst.slice(0, least)) {
          assert.equal(map.get(key), keys.lastIndexOf(key));
        }
        const held = [...map.entries()];
        assert.ok(held.length <= 2 * least);
        assert.equal(new Set(held.map(([key]) => key)).size, held.length);
        for (const [key, value] of held) assert.equal(value, keys.lastIndexOf(key));
      },
    ),
  );
});

test("what was deleted is gone from both generations", () => {
  const map = new RecentMap<string, number>(2);
  for (const [at, key] of ["a", "b", "a"].entries()) map.set(key, at);
  map.delete("a");
  assert.equal(map.get("a"), undefined);
  assert.equal(map.get("b"), 1);
});
