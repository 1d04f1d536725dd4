import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { UserId } from "@lorats/base";
import { hashSecret } from "../access/secret.ts";
import type { WebSession, WebSessionStore } from "../access/web-session.ts";
import { nextId, T0 } from "./samples.ts";

function sample(userId: UserId = nextId()): WebSession {
  return { hash: hashSecret(nextId()), userId, createdAt: T0, expiresAt: T0 + 1000n };
}

/** What every store of web sessions must do. */
export function webSessionStoreContract(open: (t: TestContext) => Promise<WebSessionStore>): void {
  describe("web session store contract", () => {
    it("finds a session until it expires", async (t) => {
      const store = await open(t);
      const session = sample();
      await store.create(session);
      assert.deepEqual(await store.find(session.hash, T0 + 999n), session);
      assert.equal(await store.find(session.hash, T0 + 1000n), undefined);
      assert.equal(await store.find(hashSecret("unknown"), T0), undefined);
    });

    it("ends one session, or all of a user", async (t) => {
      const store = await open(t);
      const userId = nextId<UserId>();
      const [a, b, c] = [sample(userId), sample(userId), sample(userId)];
      const other = sample();
      for (const session of [a, b, c, other]) await store.create(session);
      await store.delete(a.hash);
      assert.equal(await store.find(a.hash, T0), undefined);
      assert.deepEqual(await store.find(b.hash, T0), b);
      await store.deleteOfUser(userId);
      assert.equal(await store.find(b.hash, T0), undefined);
      assert.equal(await store.find(c.hash, T0), undefined);
      assert.deepEqual(await store.find(other.hash, T0), other);
    });

    it("prunes what has expired and nothing else", async (t) => {
      const store = await open(t);
      const old = sample();
      const fresh = { ...sample(), expiresAt: T0 + 2000n };
      await store.create(old);
      await store.create(fresh);
      await store.prune(T0 + 1000n);
      assert.equal(await store.find(old.hash, T0), undefined);
      assert.deepEqual(await store.find(fresh.hash, T0), fresh);
    });
  });
}
