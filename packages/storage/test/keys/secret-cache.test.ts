import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyId } from "@lorats/base";
import { SecretCache } from "../../src/keys/secret-cache.ts";

const id = (name: string): KeyId => name as KeyId;

describe("cache of secrets", () => {
  it("keeps those used last and overwrites what leaves", () => {
    const cache = new SecretCache(2);
    const [a, b, c] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)];
    cache.set(id("a"), a);
    cache.set(id("b"), b);
    assert.equal(cache.get(id("a")), a);
    cache.set(id("c"), c);
    assert.equal(cache.get(id("b")), undefined);
    assert.deepEqual([a[0], b[0], c[0]], [1, 0, 3]);
    cache.delete(id("a"));
    cache.clear();
    assert.deepEqual([a[0], c[0], cache.get(id("c"))], [0, 0, undefined]);
  });
});
