import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { API_PREFIX } from "@lorats/api";
import { openSqliteStorage } from "@lorats/storage";
import fc from "fast-check";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";
import { DocumentedApi, type Operation } from "../support/openapi.ts";

/** What breaks programs, of every kind. */
const HOSTILE: readonly unknown[] = [
  "",
  "null",
  "-1",
  "1e400",
  "NaN",
  "\u0000",
  "../..",
  "%00",
  "' or 1=1",
  "end",
  "ä".repeat(50),
  "\ud800",
  "2026-02-30T25:61:61Z",
  "-271821-04-20T00:00:00Z",
  null,
  true,
  0,
  -0,
  -1,
  1e21,
  Number.MAX_SAFE_INTEGER,
  [],
  {},
  [[]],
  { constructor: { prototype: {} } },
];

type Path = readonly (string | number)[];

/** Where there is something in a value: fields and elements, those inside them included. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    placesIn(one, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return [at, ...inner];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((one, i) => (i === first ? replaced(one, rest, by) : (one as unknown)));
  }
  const fields = value as Record<string, unknown>;
  return { ...fields, [first]: replaced(fields[first], rest, by) };
}

/** Values that fit, and values of which one thing does not. */
function nearly(fitting: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({ at: fc.nat(), by: fc.constantFrom(...HOSTILE, undefined) });
  return fc.tuple(fitting, fc.option(change)).map(([value, wrong]) => {
    if (!wrong) return value;
    const places = placesIn(value);
    return replaced(value, places[wrong.at % places.length]!, wrong.by);
  });
}

/** A request of an operation, as its own schemas describe it or nearly so. */
function requestsOf(api: DocumentedApi, operation: Operation, ids: readonly string[]) {
  const { method, path: template, parameters, body } = operation;
  const known = (name: string): readonly string[] => (/ids?$/i.test(name) ? ids : []);
  const text = fc.constantFrom(...HOSTILE.map((one) => String(one).toWellFormed()));
  const inPath = parameters.filter((one) => one.in === "path");
  const inQuery = parameters.filter((one) => one.in === "query");
  return fc.record({
    method: fc.constant(method),
    template: fc.constant(template),
    inPath: fc.tuple(...inPath.map(() => fc.oneof(fc.constantFrom(...ids), text))),
    query: fc.record(
      Object.fromEntries(
        inQuery.map(({ name, schema }) => [
          name,
          fc.oneof(
            { weight: 4, arbitrary: api.valuesOf(schema, known) },
            { weight: 1, arbitrary: text },
          ),
        ]),
      ),
      { requiredKeys: inQuery.filter((one) => one.required).map(({ name }) => name) },
    ),
    body: body ? nearly(api.valuesOf(body, known)) : fc.constant(undefined),
  });
}

/** Answers anything with something better than a failure: asks every operation of the document what fits it, or nearly. */
export async function fuzz(t: TestContext, numRuns: number): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "lorats-fuzz-"));
  const storage = await openSqliteStorage({ dataDir });
  const services = memoryServices(t, storage);
  const home = await household(services.stores);
  const { app } = await startHttp(t, services);
  t.after(async () => {
    await storage.close();
    rmSync(dataDir, { recursive: true });
  });
  const api = DocumentedApi.of(app);
  const ids = Object.values(home) as string[];
  // Streams do not end, and a sign-in is held off after a few.
  const operations = api.operations.filter(
    ({ path: where }) => where.startsWith(API_PREFIX) && !/stream|socket|session$|auth/.test(where),
  );
  assert.ok(operations.length > 100);
  const authorization = `Bearer ${await apiKey(services.stores, undefined)}`;
  const request = fc.oneof(...operations.map((one) => requestsOf(api, one, ids)));
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(request, async ({ method, template, inPath, query, body }) => {
      let next = 0;
      const url = template.replace(/\{\w+\}|\*/g, () => encodeURIComponent(inPath[next++] ?? ""));
      const asked = Object.entries(query).map(([name, value]) => [name, String(value)]);
      const response = await app.inject({
        method: method as "POST",
        url,
        query: Object.fromEntries(asked) as Record<string, string>,
        headers: {
          authorization,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const { statusCode } = response;
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      const said = `${method} ${url} ${JSON.stringify(body)}: ${response.body}`;
      assert.ok(statusCode < 500 || response.body.includes('"code":"CONNECTOR_OFF"'), said);
      if (statusCode >= 400) {
        assert.match(String(response.headers["content-type"]), /^application\/problem\+json/, said);
      }
    }),
    { numRuns },
  );
  const fine = [...statuses].filter(([status]) => status < 300);
  const share = fine.reduce((sum, [, count]) => sum + count, 0) / numRuns;
  t.diagnostic(
    `figure: ${numRuns} requests, ${(100 * share).toFixed(0)} % answered with what was asked`,
  );
  assert.ok(share > 0.05, `only ${100 * share} % got past the schemas`);
}
