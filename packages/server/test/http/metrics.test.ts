import assert from "node:assert/strict";
import { it } from "node:test";
import { UnavailableError } from "@lorats/base";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

it("the metrics are read while the database is dead or silent, by those who have read them before", async (t) => {
  const services = memoryServices(t);
  const { apiKeys } = services.stores;
  const key = await apiKey(services.stores, undefined);
  const stranger = await apiKey(services.stores, undefined);
  const ofTenant = await apiKey(services.stores, (await household(services.stores)).tenantId);
  services.metrics.gauge("lorats_test_figure", "Stands in a database", () =>
    apiKeys.list({ limit: 1 }).then(({ items }) => items.length),
  );
  const { baseUrl } = await startHttp(t, services);
  const ask = (bearer: string, path = "/metrics"): Promise<Response> =>
    fetch(`${baseUrl}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
  const healthy = await ask(key);
  assert.match(await healthy.text(), /^lorats_test_figure 1$/m);
  assert.equal((await ask(ofTenant)).status, 403);

  const dead = () => Promise.reject(new UnavailableError("STORE_DOWN", "the database is dead"));
  apiKeys.byHash = dead;
  apiKeys.list = dead;
  const told = await ask(key);
  assert.equal(told.status, 200);
  const page = await told.text();
  assert.match(page, /^lorats_http_requests_total\{/m);
  assert.doesNotMatch(page, /^lorats_test_figure \d/m, "what cannot be had is left out");
  assert.equal((await ask(stranger)).status, 503);
  assert.equal((await ask(ofTenant)).status, 403);
  assert.equal((await ask(key, "/api/v1/tenants")).status, 503);

  apiKeys.byHash = () => new Promise(() => {});
  assert.equal((await ask(key)).status, 200);
  apiKeys.byHash = async () => undefined;
  assert.equal((await ask(key)).status, 401, "a key that was revoked is forgotten");
  apiKeys.byHash = dead;
  assert.equal((await ask(key)).status, 503);
});

it("shows metrics to those who run the server only", async (t) => {
  const services = memoryServices(t);
  const { tenantId } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const get = async (key: string): Promise<Response> =>
    fetch(`${baseUrl}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal((await get(await apiKey(services.stores, tenantId))).status, 403);
  const metrics = await get(await apiKey(services.stores, undefined, ["events:read"]));
  assert.equal(metrics.status, 200);
  const text = await metrics.text();
  assert.match(text, /^lorats_http_requests_total\{method="GET",status="403"\} 1$/m);
  assert.match(text, /^lorats_event_loop_delay_p99_seconds /m);
});
