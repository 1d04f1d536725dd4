import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { UserStore } from "../access/user.ts";
import { nextId, present, sampleUser, TENANT_B } from "./samples.ts";

/** What every user store must do. */
export function userStoreContract(open: (t: TestContext) => Promise<UserStore>): void {
  describe("user store contract", () => {
    it("returns users as they were stored", async (t) => {
      const store = await open(t);
      const full = sampleUser();
      const bare = sampleUser({ passwordHash: undefined, memberships: [], isServerAdmin: true });
      await store.create([full, bare]);
      assert.deepEqual(
        await store.get([bare.id, nextId(), full.id]).then((all) => all.map(present)),
        [present(bare), present(full)],
      );
      assert.deepEqual(present(await store.byEmail(full.email)), present(full));
      assert.equal(await store.byEmail("nobody@example.org"), undefined);
    });

    it("refuses a second user with one address, and then stores none of the batch", async (t) => {
      const store = await open(t);
      const first = sampleUser();
      await store.create([first]);
      const other = sampleUser();
      await assert.rejects(store.create([other, sampleUser({ email: first.email })]), {
        code: "USER_EXISTS",
      });
      assert.deepEqual(await store.get([other.id]), []);
      const twin = sampleUser();
      await assert.rejects(store.create([twin, sampleUser({ email: twin.email })]), {
        code: "USER_EXISTS",
      });
      await assert.rejects(store.create([first]), { code: "USER_EXISTS" });
    });

    it("finds people by who vouches for them, each identity with one user", async (t) => {
      const store = await open(t);
      const identity = { issuer: "https://id.example.org", subject: "42" };
      const user = sampleUser({ identities: [identity] });
      await store.create([user]);
      assert.equal((await store.byIdentity(identity))?.id, user.id);
      assert.equal(await store.byIdentity({ ...identity, issuer: "https://other.org" }), undefined);
      await assert.rejects(store.create([sampleUser({ identities: [identity] })]), {
        code: "USER_EXISTS",
      });
      const other = sampleUser();
      await store.create([other]);
      await assert.rejects(store.update({ ...other, identities: [identity] }), {
        code: "USER_EXISTS",
      });
      await store.update({ ...user, identities: [] });
      assert.equal(await store.byIdentity(identity), undefined);
      await store.update({ ...other, identities: [identity] });
      await store.delete([other.id]);
      assert.equal(await store.byIdentity(identity), undefined);
    });

    it("changes a user only on the version it was read at", async (t) => {
      const store = await open(t);
      const user = sampleUser();
      await store.create([user]);
      const changed = await store.update({ ...user, name: "new" });
      assert.equal(changed.version, 2);
      assert.equal((await store.get([user.id]))[0]?.name, "new");
      await assert.rejects(store.update({ ...user, name: "stale" }), { code: "USER_CHANGED" });
      await assert.rejects(store.update(sampleUser()), { code: "USER_UNKNOWN" });
      const other = sampleUser();
      await store.create([other]);
      await assert.rejects(store.update({ ...other, email: user.email }), { code: "USER_EXISTS" });
    });

    it("lists members of a tenant page by page", async (t) => {
      const store = await open(t);
      const users = Array.from({ length: 5 }, () => sampleUser());
      const outsider = sampleUser({ memberships: [{ tenantId: TENANT_B, role: "viewer" }] });
      await store.create([...users, outsider]);
      const first = await store.list({ limit: 3, tenantId: users[0]!.memberships[0]!.tenantId });
      assert.deepEqual(
        first.items.map(({ id }) => id),
        users.slice(0, 3).map(({ id }) => id),
      );
      const second = await store.list({
        limit: 3,
        after: first.next,
        tenantId: users[0]!.memberships[0]!.tenantId,
      });
      assert.deepEqual(
        second.items.map(({ id }) => id),
        users.slice(3).map(({ id }) => id),
      );
      assert.equal(second.next, undefined);
      assert.equal((await store.list({})).items.length, 6);
    });

    it("forgets deleted users and frees their addresses", async (t) => {
      const store = await open(t);
      const user = sampleUser();
      await store.create([user]);
      await store.delete([user.id, nextId()]);
      assert.deepEqual(await store.get([user.id]), []);
      await store.create([sampleUser({ email: user.email })]);
    });
  });
}
