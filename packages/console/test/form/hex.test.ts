import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hexDigits } from "../../src/form/hex.ts";
import { jsonObject } from "../../src/form/json.ts";

test("bytes are taken as people write them", () => {
  assert.equal(hexDigits("0A 1b:2C-3d, 0x4E"), "0a1b2c3d4e");
  assert.equal(hexDigits(""), "");
  for (const text of ["0", "0a 1", "xy", "0a 1g"]) assert.equal(hexDigits(text), undefined, text);
});

test("whatever is taken is whole bytes", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const digits = hexDigits(text);
      return digits === undefined || /^([0-9a-f]{2})*$/.test(digits);
    }),
  );
});

test("values are an object in JSON and nothing else", () => {
  assert.deepEqual(jsonObject('{"interval": 15}'), { interval: 15 });
  for (const text of ["", "[]", "null", "1", '"x"', "{"]) assert.equal(jsonObject(text), undefined);
});
