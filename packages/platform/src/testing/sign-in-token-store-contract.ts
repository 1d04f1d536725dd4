import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { UserId } from "@lorats/base";
import { hashSecret } from "../access/secret.ts";
import type { SignInToken, SignInTokenStore } from "../access/sign-in-token.ts";
import { nextId, T0 } from "./samples.ts";

function sample(userId: UserId = nextId()): SignInToken {
  return { hash: hashSecret(nextId()), userId, expiresAt: T0 + 1000n };
}

/** What every store of one-time sign-in tokens must do. */
export function signInTokenStoreContract(
  open: (t: TestContext) => Promise<SignInTokenStore>,
): void {
  describe("sign-in token store contract", () => {
    it("gives a token to exactly one of many who ask at once", async (t) => {
      const store = await open(t);
      const token = sample();
      await store.create(token);
      const asked = Array.from({ length: 8 }, () => store.consume(token.hash, T0));
      const taken = (await Promise.all(asked)).filter((one) => one !== undefined);
      assert.deepEqual(taken, [token]);
      assert.equal(await store.consume(token.hash, T0), undefined);
    });

    it("gives no expired and no unknown token", async (t) => {
      const store = await open(t);
      const token = sample();
      await store.create(token);
      assert.equal(await store.consume(hashSecret("unknown"), T0), undefined);
      assert.equal(await store.consume(token.hash, T0 + 1000n), undefined);
    });

    it("revokes a user's tokens", async (t) => {
      const store = await open(t);
      const token = sample();
      const other = sample();
      await store.create(token);
      await store.create(other);
      await store.deleteOfUser(token.userId);
      assert.equal(await store.consume(token.hash, T0), undefined);
      assert.deepEqual(await store.consume(other.hash, T0), other);
    });

    it("prunes what has expired and nothing else", async (t) => {
      const store = await open(t);
      const old = sample();
      const fresh = { ...sample(), expiresAt: T0 + 2000n };
      await store.create(old);
      await store.create(fresh);
      await store.prune(T0 + 1000n);
      assert.equal(await store.consume(old.hash, T0), undefined);
      assert.deepEqual(await store.consume(fresh.hash, T0), fresh);
    });
  });
}
