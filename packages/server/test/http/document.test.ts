import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { API_PREFIX, ENDPOINTS, ROUTES, routeOf, type RouteName } from "@lorats/api";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

interface Operation {
  operationId?: string;
  summary?: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description?: string; content?: Record<string, { schema: object }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

async function documentOf(t: TestContext): Promise<{ document: Document; text: string }> {
  const services = memoryServices(t);
  const { tenantId } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const authorization = `Bearer ${await apiKey(services.stores, tenantId)}`;
  const response = await fetch(`${baseUrl}/api/openapi.json`, { headers: { authorization } });
  assert.equal(response.status, 200);
  const text = await response.text();
  return { document: JSON.parse(text) as Document, text };
}

it("describes every operation in OpenAPI 3.1", async (t) => {
  const { document } = await documentOf(t);
  assert.match(document.openapi, /^3\.1\./);
  const seen = new Set<string>();
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const { method, path } = routeOf(name);
    const url = (API_PREFIX + path).replace(/:(\w+)/g, "{$1}");
    const operation = document.paths[url]?.[method.toLowerCase()];
    assert.ok(operation, `${method} ${url}`);
    assert.equal(operation.operationId, name);
    assert.equal(operation.summary, ENDPOINTS[name].summary);
    seen.add(operation.operationId);
    const success = operation.responses[ENDPOINTS[name].success];
    assert.ok(success, name);
    assert.equal(success.content === undefined, ENDPOINTS[name].success === 204, name);
    assert.ok(operation.responses["4XX"] ?? operation.responses["4xx"], name);
    assert.equal(
      operation.requestBody !== undefined,
      method !== "GET" && method !== "DELETE",
      name,
    );
    const placeholders = [...url.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
    const inPath = operation.parameters?.filter((one) => one.in === "path") ?? [];
    assert.deepEqual(
      inPath.map((one) => one.name),
      placeholders,
      name,
    );
    assert.ok(
      inPath.every((one) => one.required === true),
      name,
    );
  }
  assert.equal(seen.size, Object.keys(ROUTES).length);
  assert.ok(document.paths["/api/v1/events/stream"]);
  assert.deepEqual(document.paths["/api/v1/session"]!["post"]!.security, []);
});

it("refers to nothing that is not there", async (t) => {
  const { document, text } = await documentOf(t);
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
  assert.ok(references.length > 20);
  for (const reference of references) {
    const [, schemas, name] = /^#\/components\/(schemas)\/([^/]+)$/.exec(reference)!;
    assert.ok(document.components[schemas as "schemas"][name!], reference);
  }
});

it("can be read in a page without inline script, by those who may", async (t) => {
  const services = memoryServices(t);
  const { tenantId } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const authorization = `Bearer ${await apiKey(services.stores, tenantId)}`;
  const page = await fetch(`${baseUrl}/docs/`, { headers: { authorization } });
  assert.equal(page.status, 200);
  const policy = page.headers.get("content-security-policy")!;
  assert.match(policy, /script-src 'self'/);
  assert.equal(/script-src[^;]*unsafe/.test(policy), false);
  // Over plain HTTP in one's own network it would ask for the page's files where nobody answers.
  assert.equal(policy.includes("upgrade-insecure-requests"), false);
  const script = await fetch(`${baseUrl}/docs/static/swagger-initializer.js`, {
    headers: { authorization },
  });
  assert.match(await script.text(), /x-lorats-client/);
});
