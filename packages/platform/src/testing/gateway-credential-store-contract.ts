import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { GatewayCredentialStore } from "../access/gateway-credential.ts";
import { nextId, present, sampleGatewayCredential, TENANT_A, TENANT_B } from "./samples.ts";

/** What every store of gateways' credentials must do. */
export function gatewayCredentialStoreContract(
  open: (t: TestContext) => Promise<GatewayCredentialStore>,
): void {
  describe("gateway credential store contract", () => {
    it("returns credentials as they were stored, by id and by hash", async (t) => {
      const store = await open(t);
      const certificate = sampleGatewayCredential({ kind: "certificate", serial: "0a1b" });
      const token = sampleGatewayCredential({ expiresAt: undefined });
      await store.create([certificate, token]);
      const got = await store.get([token.id, nextId(), certificate.id]);
      assert.deepEqual(got.map(present), [present(token), present(certificate)]);
      assert.deepEqual(present(await store.byHash(token.hash)), present(token));
      assert.equal(await store.byHash(sampleGatewayCredential().hash), undefined);
    });

    it("refuses a hash twice, and then stores none of the batch", async (t) => {
      const store = await open(t);
      const first = sampleGatewayCredential();
      await store.create([first]);
      const other = sampleGatewayCredential();
      const twin = sampleGatewayCredential({ hash: first.hash });
      await assert.rejects(store.create([other, twin]), { code: "GATEWAY_CREDENTIAL_EXISTS" });
      assert.deepEqual(await store.get([other.id]), []);
    });

    it("keeps what was revoked, with the time of the first revocation", async (t) => {
      const store = await open(t);
      const credential = sampleGatewayCredential();
      await store.create([credential]);
      await store.revoke([credential.id, nextId()], 5n);
      await store.revoke([credential.id], 6n);
      assert.equal((await store.byHash(credential.hash))?.revokedAt, 5n);
    });

    it("lists those of a tenant or of a gateway page by page", async (t) => {
      const store = await open(t);
      const ours = [sampleGatewayCredential(), sampleGatewayCredential()];
      const theirs = sampleGatewayCredential({ tenantId: TENANT_B });
      await store.create([...ours, theirs]);
      const first = await store.list({ tenantId: TENANT_A, limit: 1 });
      assert.deepEqual(first.items.map(present), [present(ours[0]!)]);
      const second = await store.list({ tenantId: TENANT_A, limit: 1, after: first.next });
      assert.deepEqual(second.items.map(present), [present(ours[1]!)]);
      assert.equal(second.next, undefined);
      const ofOne = await store.list({ gatewayId: theirs.gatewayId });
      assert.deepEqual(ofOne.items.map(present), [present(theirs)]);
    });
  });
}
