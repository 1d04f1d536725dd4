import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type {
  IdempotencyClaim,
  IdempotencyRecord,
  IdempotencyStore,
} from "../access/idempotency.ts";
import { hashSecret } from "../access/secret.ts";
import { nextId, T0 } from "./samples.ts";

function sample(): IdempotencyClaim {
  return { hash: hashSecret(nextId()), request: hashSecret(nextId()), expiresAt: T0 + 1000n };
}

/** What every store of idempotency keys must do. */
export function idempotencyStoreContract(
  open: (t: TestContext) => Promise<IdempotencyStore>,
): void {
  describe("idempotency store contract", () => {
    it("gives a key to exactly one of many who ask at once", async (t) => {
      const store = await open(t);
      const claim = sample();
      const asked = Array.from({ length: 8 }, () => store.claim(claim, T0));
      const answers = await Promise.all(asked);
      assert.equal(answers.filter((one) => one === undefined).length, 1);
      const others = answers.filter((one) => one !== undefined);
      for (const other of others) assert.deepEqual(plain(other), plain(claim));
    });

    it("tells what was answered, and for how long", async (t) => {
      const store = await open(t);
      const claim = sample();
      await store.claim(claim, T0);
      const answer = Uint8Array.of(1, 2, 3);
      await store.answer(claim.hash, answer, T0 + 5000n);
      const later = { ...claim, request: hashSecret("something else"), expiresAt: T0 + 9000n };
      const known = await store.claim(later, T0 + 4999n);
      assert.deepEqual(plain(known), plain({ ...claim, answer, expiresAt: T0 + 5000n }));
    });

    it("gives a key anew when it has expired or was released, without the old answer", async (t) => {
      const store = await open(t);
      const claim = sample();
      await store.claim(claim, T0);
      await store.answer(claim.hash, Uint8Array.of(1), T0 + 1000n);
      const next = { ...claim, request: hashSecret("next"), expiresAt: T0 + 2000n };
      assert.equal(await store.claim(next, T0 + 1000n), undefined);
      assert.deepEqual(plain(await store.claim(next, T0 + 1500n)), plain(next));
      await store.release(claim.hash);
      assert.equal(await store.claim(next, T0 + 1500n), undefined);
    });

    it("prunes what has expired and nothing else", async (t) => {
      const store = await open(t);
      const old = sample();
      const fresh = { ...sample(), expiresAt: T0 + 2000n };
      await store.claim(old, T0);
      await store.claim(fresh, T0);
      await store.prune(T0 + 1000n);
      // Seen from a time at which neither had expired.
      assert.equal(await store.claim(old, T0), undefined);
      assert.deepEqual(plain(await store.claim(fresh, T0)), plain(fresh));
    });
  });
}

/** Engines give buffers and undefined fields of their own. */
function plain(record: IdempotencyRecord | undefined) {
  assert.ok(record);
  return Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, value instanceof Uint8Array ? [...value] : value]),
  );
}
