import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { sealingKey, unseal, seal } from "../../src/keys/seal.ts";

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });

it("unwraps what it wrapped, under the same key and label only, and nothing that was changed", () => {
  const input = fc.record({
    kek: bytes(32),
    other: bytes(32),
    label: fc.string(),
    secret: fc.uint8Array({ maxLength: 100 }),
    at: fc.nat(),
    bit: fc.integer({ min: 0, max: 7 }),
  });
  fc.assert(
    fc.property(input, ({ kek, other, label, secret, at, bit }) => {
      const key = sealingKey(kek);
      const wrapped = seal(key, label, secret);
      assert.deepEqual(unseal(key, label, wrapped), new Uint8Array(secret));
      assert.equal(unseal(key, `${label}x`, wrapped), undefined);
      if (Buffer.compare(kek, other) !== 0) {
        assert.equal(unseal(sealingKey(other), label, wrapped), undefined);
      }
      const again = seal(key, label, secret);
      assert.notDeepEqual(again, wrapped, "a fresh nonce each time");
      wrapped[at % wrapped.length]! ^= 1 << bit;
      assert.equal(unseal(key, label, wrapped), undefined);
      assert.equal(unseal(key, label, again.subarray(0, at % again.length)), undefined);
    }),
    { numRuns: 300 },
  );
});
