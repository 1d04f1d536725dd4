import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { int64, parseExact, stringifyExact, uint64 } from "../../src/json/exact.ts";

test("integers beyond 2⁵³ become bigint, everything else stays what it was", () => {
  assert.deepEqual(
    parseExact(
      '{"a":9007199254740993,"b":[-9007199254740993],"c":1.5,"d":9007199254740991,"e":"9007199254740993"}',
    ),
    {
      a: 9007199254740993n,
      b: [-9007199254740993n],
      c: 1.5,
      d: 9007199254740991,
      e: "9007199254740993",
    },
  );
  assert.deepEqual(parseExact('{"a":1e400,"b":1234567890123456789.5}'), {
    a: Infinity,
    b: Number("1234567890123456789.5"),
  });
});

test("what is no JSON is undefined, however deep", () => {
  assert.equal(parseExact(""), undefined);
  assert.equal(parseExact("{"), undefined);
  const deep = "[".repeat(200_000);
  assert.equal(parseExact(`${deep}9007199254740993`), undefined);
  assert.doesNotThrow(() => parseExact(`${deep}9007199254740993${"]".repeat(200_000)}`));
});

test("any integer survives", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
      const back = (parseExact(stringifyExact({ value })) as { value: number | bigint }).value;
      assert.equal(BigInt(back), value);
      assert.equal(int64(back), value >= -(2n ** 63n) && value < 2n ** 63n ? value : undefined);
    }),
  );
});

test("64 bits, signed and unsigned", () => {
  assert.equal(uint64(-1), 2n ** 64n - 1n);
  assert.equal(uint64(2n ** 64n), undefined);
  assert.equal(int64(2n ** 63n), undefined);
  assert.equal(int64(1.5), undefined);
  assert.equal(int64("1"), undefined);
});
