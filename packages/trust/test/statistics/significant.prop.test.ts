import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { significant } from "../../src/statistics/significant.ts";

it("rounds as printing does, to within the last digit", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.integer({ min: 1, max: 6 }), (value, digits) => {
      const printed = Number(value.toPrecision(digits));
      const found = significant(value, digits);
      const unit = 10 ** (Math.floor(Math.log10(Math.abs(value || 1))) - digits + 1);
      assert.ok(Object.is(found, printed) || Math.abs(found - printed) <= 1.0001 * unit);
      assert.ok(String(Math.abs(found)).replace(/e.*|\./g, "").length <= 22);
    }),
  );
  for (const value of [0.123456, 0.000123456, 98.7654]) {
    assert.equal(significant(value, 3), Number(value.toPrecision(3)));
  }
});
