import assert from "node:assert/strict";
import { it } from "node:test";
import { impliedTemperatureC, NO_LINE, paperReplayed, withPair } from "../../src/track/paper.ts";

it("the paper's threshold is 500 Hz to either side", () => {
  assert.equal(paperReplayed(-21_000, -20_501), false);
  assert.equal(paperReplayed(-21_000, -20_499), true);
  assert.equal(paperReplayed(-21_000, -21_501), true);
});

it("the temperature that a bias implies is the line's", () => {
  let line = NO_LINE;
  for (const celsius of [25, 26, 27, 28, 29, 30])
    line = withPair(line, celsius, -24 + 0.92 * celsius);
  assert.ok(Math.abs(impliedTemperatureC(line, -24 + 0.92 * 27.5)! - 27.5) < 1e-9);
  assert.equal(impliedTemperatureC(NO_LINE, 1), undefined);
});
