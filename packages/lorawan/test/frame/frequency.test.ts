import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { decodeFrequency, encodeFrequency } from "@lorats/lorawan";
import { anyUint } from "../support.ts";

it("steps of 100 Hz below 1.2 GHz, of 200 Hz on the 2.4 GHz band", () => {
  assert.equal(decodeFrequency(0x84_7628), 868_100_000);
  assert.equal(decodeFrequency(12_015_000), 2_403_000_000);
  assert.equal(encodeFrequency(868_100_000), 0x84_7628);
  assert.equal(encodeFrequency(2_403_000_000), 12_015_000);
});

it("what no field can say is undefined", () => {
  for (const hz of [868_100_050, -100, 1_300_000_000, 3_400_000_000, Number.NaN]) {
    assert.equal(encodeFrequency(hz), undefined);
  }
});

it("every field value is some frequency's", () => {
  fc.assert(
    fc.property(anyUint(24), (field) => {
      assert.equal(encodeFrequency(decodeFrequency(field)), field);
    }),
  );
});
