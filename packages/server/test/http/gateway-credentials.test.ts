import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { createClient, type ProblemError } from "@lorats/api";
import { systemClock } from "@lorats/base/node";
import { CredentialCheck } from "../../src/doors/common/credential-check.ts";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

async function start(t: TestContext) {
  const services = memoryServices(t);
  const { stores } = services;
  const home = await household(stores);
  const { baseUrl } = await startHttp(t, services);
  const secret = await apiKey(stores, home.tenantId, ["gateways:*"]);
  const client = createClient({ baseUrl, apiKey: secret });
  const check = new CredentialCheck(stores.gatewayCredentials, systemClock);
  const gateway = async () =>
    (await stores.registry.gateways.get([home.gatewayId])).get(home.gatewayId)!;
  return { ...home, services, client, baseUrl, check, gateway };
}

describe("credentials of gateways", () => {
  it("are tokens that prove one gateway until they are revoked", async (t) => {
    const { client, gatewayId, check, gateway } = await start(t);
    const made = await client.createGatewayToken({ id: gatewayId, name: "Roof" });
    const shown = { token: made.token };
    const proof = await check.prove(await gateway(), shown, true);
    assert.ok(proof.ok && proof.value.authentication === "token");
    const other = { ...(await gateway()), id: crypto.randomUUID() as typeof gatewayId };
    assert.equal((await check.prove(other, shown, false)).ok, false);
    const listed = await client.listGatewayCredentials({ id: gatewayId });
    assert.deepEqual(
      listed.items.map(({ kind, state, name }) => [kind, state, name]),
      [["token", "valid", "Roof"]],
    );
    assert.equal(JSON.stringify(listed).includes(made.token), false);
    await client.revokeGatewayCredential({ id: gatewayId, credentialId: made.id });
    assert.equal((await check.prove(await gateway(), shown, true)).ok, false);
    const [revoked] = (await client.listGatewayCredentials({ id: gatewayId })).items;
    assert.equal(revoked!.state, "revoked");
  });

  it("are certificates of the server's own authority, renewed and revoked", async (t) => {
    const { client, gatewayId, gatewayEui, check, gateway } = await start(t);
    const first = await client.createGatewayCertificate({ id: gatewayId, days: 30 });
    assert.match(first.privateKey!, /PRIVATE KEY/);
    const certificate = new X509Certificate(first.certificate);
    assert.match(certificate.subject, new RegExp(`CN=${gatewayEui}`));
    assert.ok(certificate.checkIssued(new X509Certificate(first.authority)));
    const proof = await check.prove(await gateway(), { certificate: certificate.raw }, true);
    assert.ok(proof.ok && proof.value.authentication === "mtls");
    const second = await client.createGatewayCertificate({ id: gatewayId, renews: first.id });
    await client.revokeGatewayCredential({ id: gatewayId, credentialId: first.id });
    const { revocationList, certificate: authority } = await client.getGatewayAuthority();
    assert.match(revocationList, /BEGIN X509 CRL/);
    assert.equal(authority, second.authority);
    const shown = { certificate: certificate.raw };
    assert.equal((await check.prove(await gateway(), shown, true)).ok, false);
    const renewed = new X509Certificate(second.certificate);
    assert.ok((await check.prove(await gateway(), { certificate: renewed.raw }, true)).ok);
  });

  it("end with their gateway", async (t) => {
    const { client, gatewayId, services } = await start(t);
    await client.createGatewayToken({ id: gatewayId });
    await client.deleteGateway({ id: gatewayId });
    const { items } = await services.stores.gatewayCredentials.list({ gatewayId });
    assert.ok(items[0]!.revokedAt !== undefined);
  });

  it("are nobody else's business", async (t) => {
    const { gatewayId, services, baseUrl, client } = await start(t);
    const elsewhere = await household(services.stores, "Other");
    const foreign = createClient({
      baseUrl,
      apiKey: await apiKey(services.stores, elsewhere.tenantId, ["*"]),
    });
    const reader = createClient({
      baseUrl,
      apiKey: await apiKey(services.stores, elsewhere.tenantId, ["gateways:read"]),
    });
    const { id: credentialId } = await client.createGatewayToken({ id: gatewayId });
    await assert.rejects(
      foreign.createGatewayToken({ id: gatewayId }),
      (error: ProblemError) => error.problem.status === 404,
    );
    await assert.rejects(
      foreign.listGatewayCredentials({ id: gatewayId }),
      (error: ProblemError) => error.problem.status === 404,
    );
    await assert.rejects(
      foreign.revokeGatewayCredential({ id: elsewhere.gatewayId, credentialId }),
      (error: ProblemError) => error.problem.status === 404,
    );
    await assert.rejects(
      reader.createGatewayToken({ id: elsewhere.gatewayId }),
      (error: ProblemError) => error.problem.status === 403,
    );
  });

  it("include the key for what an SDR saw, which nobody reads again", async (t) => {
    const { client, gatewayId, services, gateway } = await start(t);
    const { key } = await client.setGatewayLtsKey({ id: gatewayId });
    assert.match(key!, /^[0-9a-f]{64}$/);
    const { ltsKeyId } = await gateway();
    const { keys } = services.stores;
    assert.equal(Buffer.from((await keys.get([ltsKeyId!])).get(ltsKeyId!)!).toString("hex"), key);
    const own = "ab".repeat(32);
    assert.deepEqual(await client.setGatewayLtsKey({ id: gatewayId, key: own }), {});
    assert.equal((await keys.get([ltsKeyId!])).size, 0, "the old key is destroyed");
    const shown = await client.getGateway({ id: gatewayId });
    assert.equal(shown.hasLtsKey, true);
    assert.equal(JSON.stringify(shown).includes(own), false);
    await client.deleteGatewayLtsKey({ id: gatewayId });
    assert.equal((await client.getGateway({ id: gatewayId })).hasLtsKey, false);
  });
});
