import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { DeviceId } from "@lorats/base";
import type { ApiKeyStore } from "../access/api-key.ts";
import { hashSecret } from "../access/secret.ts";
import { nextId, present, sampleApiKey, TENANT_A, TENANT_B } from "./samples.ts";

/** What every API key store must do. */
export function apiKeyStoreContract(open: (t: TestContext) => Promise<ApiKeyStore>): void {
  describe("API key store contract", () => {
    it("returns keys as they were stored, by id and by hash", async (t) => {
      const store = await open(t);
      const full = sampleApiKey();
      const bare = sampleApiKey({ tenantId: undefined, expiresAt: undefined, ephemeral: true });
      const ofDevice = sampleApiKey({ scopes: [], deviceId: nextId<DeviceId>() });
      await store.create([full, bare, ofDevice]);
      const got = await store.get([bare.id, nextId(), full.id, ofDevice.id]);
      assert.deepEqual(got.map(present), [present(bare), present(full), present(ofDevice)]);
      assert.deepEqual(present(await store.byHash(full.hash)), present(full));
      assert.equal(await store.byHash(hashSecret("unknown")), undefined);
    });

    it("refuses an id twice, and then stores none of the batch", async (t) => {
      const store = await open(t);
      const key = sampleApiKey();
      await store.create([key]);
      const other = sampleApiKey();
      await assert.rejects(store.create([other, key]), { code: "API_KEY_EXISTS" });
      assert.equal(await store.byHash(other.hash), undefined);
    });

    it("lists one tenant's keys, or all, page by page", async (t) => {
      const store = await open(t);
      const ours = [sampleApiKey(), sampleApiKey(), sampleApiKey()];
      const theirs = sampleApiKey({ tenantId: TENANT_B });
      const servers = sampleApiKey({ tenantId: undefined });
      await store.create([...ours, theirs, servers]);
      const first = await store.list({ tenantId: TENANT_A, limit: 2 });
      assert.deepEqual(
        first.items.map(({ id }) => id),
        ours.slice(0, 2).map(({ id }) => id),
      );
      const rest = await store.list({ tenantId: TENANT_A, limit: 2, after: first.next });
      assert.deepEqual(rest.items.map(present), [present(ours[2]!)]);
      assert.equal(rest.next, undefined);
      assert.equal((await store.list({})).items.length, 5);
    });

    it("forgets deleted keys", async (t) => {
      const store = await open(t);
      const key = sampleApiKey();
      await store.create([key]);
      await store.delete([key.id, nextId()]);
      assert.deepEqual(await store.get([key.id]), []);
      assert.equal(await store.byHash(key.hash), undefined);
    });
  });
}
