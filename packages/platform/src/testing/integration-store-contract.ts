import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Integration, IntegrationId, IntegrationStore } from "../delivery/integration.ts";
import { nextId, present, T0, TENANT_A, TENANT_B } from "./samples.ts";

function sample(change: Partial<Integration> = {}): Integration {
  return {
    id: nextId<IntegrationId>(),
    tenantId: TENANT_A,
    applicationId: nextId(),
    kind: "webhook",
    name: "to the dashboard",
    enabled: true,
    settings: {
      url: "https://example.org/in?ü",
      headers: { a: "b" },
      batch: 3,
      nested: [null, 1.5],
    },
    secretKeyId: nextId(),
    createdAt: T0,
    version: 1,
    ...change,
  };
}

/** What every store of integrations must do. */
export function integrationStoreContract(
  open: (t: TestContext) => Promise<IntegrationStore>,
): void {
  describe("integration store contract", () => {
    it("returns integrations as they were stored", async (t) => {
      const store = await open(t);
      const full = sample();
      const bare = sample({ applicationId: undefined, secretKeyId: undefined, enabled: false });
      await store.create([full, bare]);
      const got = await store.get([bare.id, nextId(), full.id]);
      assert.deepEqual(got.map(present), [present(bare), present(full)]);
      const other = sample();
      await assert.rejects(store.create([other, full]), { code: "INTEGRATION_EXISTS" });
      assert.deepEqual(await store.get([other.id]), []);
    });

    it("changes one only on the version it was read at", async (t) => {
      const store = await open(t);
      const one = sample();
      await store.create([one]);
      assert.equal((await store.update({ ...one, enabled: false })).version, 2);
      assert.equal((await store.get([one.id]))[0]?.enabled, false);
      await assert.rejects(store.update(one), { code: "INTEGRATION_CHANGED" });
      await assert.rejects(store.update(sample()), { code: "INTEGRATION_UNKNOWN" });
    });

    it("lists one tenant's, or all, page by page, and forgets what is deleted", async (t) => {
      const store = await open(t);
      const ours = [sample(), sample()];
      await store.create([...ours, sample({ tenantId: TENANT_B })]);
      const first = await store.list({ tenantId: TENANT_A, limit: 1 });
      const second = await store.list({ tenantId: TENANT_A, limit: 1, after: first.next });
      assert.deepEqual([...first.items, ...second.items].map(present), ours.map(present));
      assert.equal(second.next, undefined);
      await store.delete([ours[0]!.id, nextId()]);
      assert.equal((await store.list({})).items.length, 2);
    });
  });
}
