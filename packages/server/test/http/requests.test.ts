import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { API_PREFIX } from "@lorats/api";
import { apiKey } from "../harness.ts";
import { refusal, startHome, type Home } from "../support/home.ts";

describe("a POST with an idempotency key", () => {
  it("is done once, however often and however concurrently it is sent", async (t) => {
    const { client, deviceId } = await startHome(t);
    const item = { id: deviceId, fPort: 7, data: "AQID" };
    const on = { idempotencyKey: "order-1" };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => client.enqueue(item, undefined, on)),
    );
    const done = outcomes.filter((one) => one.status === "fulfilled");
    assert.ok(done.length >= 1);
    for (const one of outcomes) {
      if (one.status === "rejected") refusal("HTTP_IDEMPOTENCY_BUSY", 409)(one.reason);
    }
    const again = await client.enqueue(item, undefined, on);
    assert.equal(again.id, done[0]!.value.id);
    assert.equal((await client.listQueue({ id: deviceId })).items.length, 1);
    await client.enqueue(item, undefined, { idempotencyKey: "order-2" });
    assert.equal((await client.listQueue({ id: deviceId })).items.length, 2);
  });

  it("says that it is a repetition, and shows a secret again to who made it only", async (t) => {
    const { baseUrl, key, services, tenantId } = await startHome(t);
    const create = (bearer: string): Promise<Response> =>
      fetch(`${baseUrl}${API_PREFIX}/api-keys`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${bearer}`,
          "content-type": "application/json",
          "idempotency-key": "k",
        },
        body: JSON.stringify({ name: "meter", scopes: ["events:read"] }),
      });
    const first = await create(key);
    const repeated = await create(key);
    assert.equal(first.headers.get("idempotency-replayed"), null);
    assert.equal(repeated.headers.get("idempotency-replayed"), "true");
    const made = (await first.json()) as { id: string; secret: string };
    assert.deepEqual(await repeated.json(), made);
    const other = await create(await apiKey(services.stores, tenantId));
    assert.equal(other.headers.get("idempotency-replayed"), null);
    assert.notEqual(((await other.json()) as { id: string }).id, made.id);
  });

  it("is refused under a key that came with something else, and forgotten when it failed", async (t) => {
    const { client, deviceId, applicationId, profileId, devEui } = await startHome(t);
    const on = { idempotencyKey: "x" };
    await client.enqueue({ id: deviceId, fPort: 7, data: "AQID" }, undefined, on);
    await assert.rejects(
      client.enqueue({ id: deviceId, fPort: 8, data: "AQID" }, undefined, on),
      refusal("HTTP_IDEMPOTENCY_REUSED", 422),
    );
    const taken = { applicationId, profileId, devEui };
    await assert.rejects(client.createDevice(taken, undefined, on), refusal("REG_DUPLICATE", 409));
    const free = { ...taken, devEui: "0102030405060708" };
    assert.equal((await client.createDevice(free, undefined, on)).devEui, free.devEui);
    const spaces = { idempotencyKey: "a b" };
    await assert.rejects(
      client.enqueue({ id: deviceId, fPort: 7, data: "" }, undefined, spaces),
      refusal("HTTP_IDEMPOTENCY_KEY", 400),
    );
  });
});

describe("entity tags", () => {
  async function tagOf({ baseUrl, key, deviceId }: Home, known?: string): Promise<Response> {
    return fetch(`${baseUrl}${API_PREFIX}/devices/${deviceId}`, {
      headers: { authorization: `Bearer ${key}`, ...(known && { "if-none-match": known }) },
    });
  }

  it("spare what the asker has already", async (t) => {
    const ours = await startHome(t);
    const first = await tagOf(ours);
    const tag = first.headers.get("etag")!;
    assert.match(tag, /^"1\.[\w-]{16}"$/);
    const second = await tagOf(ours, tag);
    assert.deepEqual([second.status, await second.text()], [304, ""]);
    await ours.client.updateDevice({ id: ours.deviceId, name: "Cellar" });
    const third = await tagOf(ours, tag);
    assert.equal(third.status, 200);
    assert.notEqual(third.headers.get("etag"), tag);
  });

  it("guard changes and deletions against changes of others", async (t) => {
    const ours = await startHome(t);
    const { client, deviceId: id } = ours;
    const ifMatch = (await tagOf(ours)).headers.get("etag")!;
    await client.updateDevice({ id, name: "Mine" }, undefined, { ifMatch });
    const stale = refusal("HTTP_PRECONDITION_FAILED", 412);
    await assert.rejects(client.updateDevice({ id, name: "Yours" }, undefined, { ifMatch }), stale);
    await assert.rejects(client.deleteDevice({ id }, undefined, { ifMatch }), stale);
    const weak = `W/${(await tagOf(ours)).headers.get("etag")!}`;
    await assert.rejects(client.deleteDevice({ id }, undefined, { ifMatch: weak }), stale);
    assert.equal((await client.getDevice({ id })).name, "Mine");
    await client.deleteDevice({ id }, undefined, { ifMatch: "*" });
    await assert.rejects(
      client.deleteDevice({ id }, undefined, { ifMatch: "*" }),
      refusal("HTTP_NOT_FOUND", 404),
    );
  });

  it("let exactly one of many through who saw the same", async (t) => {
    const ours = await startHome(t);
    const ifMatch = (await tagOf(ours)).headers.get("etag")!;
    const attempts = Array.from({ length: 8 }, (_, i) =>
      ours.client.updateDevice({ id: ours.deviceId, name: `n${i}` }, undefined, { ifMatch }),
    );
    const outcomes = await Promise.allSettled(attempts);
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    for (const one of outcomes) {
      if (one.status === "rejected") refusal("HTTP_PRECONDITION_FAILED", 412)(one.reason);
    }
  });

  it("are asked for in vain where nothing can be read", async (t) => {
    const { client } = await startHome(t);
    const made = await client.createApiKey({ name: "x", scopes: ["events:read"] });
    await assert.rejects(
      client.deleteApiKey({ id: made.id }, undefined, { ifMatch: '"1"' }),
      refusal("HTTP_NO_ETAG", 400),
    );
  });
});

describe("a misspelt word", () => {
  it("is refused by name: silently ignored it would mean something else", async (t) => {
    const { baseUrl, key } = await startHome(t);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const asked = await fetch(`${baseUrl}${API_PREFIX}/events?type=uplink`, { headers });
    assert.equal(asked.status, 400);
    assert.match(await asked.text(), /\\"type\\"/);
    const body = JSON.stringify({ name: "Meters", descripton: "of water" });
    const created = await fetch(`${baseUrl}${API_PREFIX}/applications`, {
      method: "POST",
      headers,
      body,
    });
    assert.equal(created.status, 400);
    assert.match(await created.text(), /\\"descripton\\"/);
  });
});

describe("an empty body", () => {
  it("is that of no fields where none is needed, and refused where one is", async (t) => {
    const { baseUrl, key, client, applicationId, profileId } = await startHome(t);
    const connector = { name: "c", kind: "http", applicationId, profileId, enabled: false };
    const { id } = await client.createConnector(connector);
    const type = { "content-type": "application/json" };
    for (const headers of [{}, type] as Record<string, string>[]) {
      const post = (path: string, body?: string): Promise<Response> =>
        fetch(baseUrl + API_PREFIX + path, {
          method: "POST",
          headers: { authorization: `Bearer ${key}`, ...headers },
          ...(body !== undefined && { body }),
        });
      const token = await post(`/connectors/${id}/token`);
      assert.ok(token.ok, await token.clone().text());
      assert.equal((await post("/applications")).status, 400);
      if ("content-type" in headers) {
        assert.equal((await post(`/connectors/${id}/token`, "null")).status, 400);
      }
    }
    const without = await fetch(`${baseUrl}${API_PREFIX}/connectors/${id}/token`, {
      method: "POST",
    });
    assert.equal(without.status, 401);
  });
});
