import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyId } from "@lorats/base";
import fc from "fast-check";
import { Secrets } from "../../src/server/secrets.ts";

describe("secrets side by side", () => {
  it("behave as a map does, whatever is added, replaced and forgotten", () => {
    const id = fc.integer({ min: 0, max: 150 }).map((n) => `key-${n}` as KeyId);
    const step = fc.record({
      id,
      secret: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 400, size: "max" }), (steps) => {
        const secrets = new Secrets();
        const model = new Map<KeyId, Uint8Array>();
        for (const { id: key, secret } of steps) {
          if (secret) {
            secrets.set(key, secret);
            model.set(key, secret);
          } else {
            secrets.delete(key);
            model.delete(key);
          }
        }
        assert.equal(secrets.size, model.size);
        for (const [key, secret] of model) assert.deepEqual(secrets.get(key)?.slice(), secret);
        for (const { id: key } of steps) assert.equal(secrets.has(key), model.has(key));
      }),
      { numRuns: 100 },
    );
  });
});
