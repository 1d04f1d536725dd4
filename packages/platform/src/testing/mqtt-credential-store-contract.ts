import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { MqttCredentialStore } from "../access/mqtt-credential.ts";
import { nextId, present, sampleMqttCredential, TENANT_A, TENANT_B } from "./samples.ts";

/** What every store of MQTT credentials must do. */
export function mqttCredentialStoreContract(
  open: (t: TestContext) => Promise<MqttCredentialStore>,
): void {
  describe("MQTT credential store contract", () => {
    it("returns credentials as they were stored, by id and by user name", async (t) => {
      const store = await open(t);
      const full = sampleMqttCredential();
      const bare = sampleMqttCredential({ applicationId: undefined, expiresAt: undefined });
      await store.create([full, bare]);
      const got = await store.get([bare.id, nextId(), full.id]);
      assert.deepEqual(got.map(present), [present(bare), present(full)]);
      assert.deepEqual(present(await store.byUsername(full.username)), present(full));
      assert.equal(await store.byUsername("nobody"), undefined);
    });

    it("refuses a user name twice, and then stores none of the batch", async (t) => {
      const store = await open(t);
      const first = sampleMqttCredential();
      await store.create([first]);
      const other = sampleMqttCredential();
      const twin = sampleMqttCredential({ username: first.username });
      await assert.rejects(store.create([other, twin]), { code: "MQTT_CREDENTIAL_EXISTS" });
      assert.deepEqual(await store.get([other.id]), []);
    });

    it("lists one tenant's credentials page by page", async (t) => {
      const store = await open(t);
      const ours = [sampleMqttCredential(), sampleMqttCredential()];
      await store.create([...ours, sampleMqttCredential({ tenantId: TENANT_B })]);
      const first = await store.list({ tenantId: TENANT_A, limit: 1 });
      assert.deepEqual(first.items.map(present), [present(ours[0]!)]);
      const second = await store.list({ tenantId: TENANT_A, limit: 1, after: first.next });
      assert.deepEqual(second.items.map(present), [present(ours[1]!)]);
      assert.equal(second.next, undefined);
    });

    it("forgets deleted credentials and frees their user names", async (t) => {
      const store = await open(t);
      const credential = sampleMqttCredential();
      await store.create([credential]);
      await store.delete([credential.id, nextId()]);
      assert.equal(await store.byUsername(credential.username), undefined);
      await store.create([sampleMqttCredential({ username: credential.username })]);
    });
  });
}
