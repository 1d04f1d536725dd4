import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { addToRanges, inRanges, trimBelow, type Ranges } from "../../src/device/ranges.ts";

const values = fc.array(fc.nat(60), { maxLength: 60 });

function rangesOf(numbers: readonly number[]): Ranges {
  return numbers.reduce<Ranges>(addToRanges, []);
}

it("ranges hold what a set holds, in runs that neither touch nor overlap", () => {
  fc.assert(
    fc.property(values, (numbers) => {
      const ranges = rangesOf(numbers);
      const set = new Set(numbers);
      for (let n = -1; n <= 61; n++) assert.equal(inRanges(ranges, n), set.has(n));
      for (let i = 2; i < ranges.length; i += 2) assert.ok(ranges[i]! > ranges[i - 1]! + 1);
      for (let i = 0; i < ranges.length; i += 2) assert.ok(ranges[i]! <= ranges[i + 1]!);
    }),
  );
});

it("trimming drops exactly what is below the floor", () => {
  fc.assert(
    fc.property(values, fc.nat(60), (numbers, floor) => {
      const trimmed = trimBelow(rangesOf(numbers), floor);
      assert.deepEqual(trimmed, rangesOf(numbers.filter((n) => n >= floor)));
    }),
  );
});
