import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, ProblemError, type SnippetDocument, type SpectrumPage } from "@lorats/api";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

const WANTED = { onset: "2026-11-21T06:48:19.123456789Z", freqHz: 868_100_000, sf: 7 };
const DOCUMENT: SnippetDocument = {
  version: 1,
  sighting: {
    kind: "orphan",
    ...WANTED,
    onsetSdNs: 5000,
    channel: 0,
    bwHz: 125_000,
    biasHz: -21_003.2,
    biasSdHz: 1.6,
    syncWord: 0x34,
    overlaps: 1,
  },
  iq: {
    format: "cs8",
    sampleRateHz: 250_000,
    centreHz: 868_100_000,
    onsetS: 0.001024,
    scale: 0.001,
    data: "AQIDBA==",
  },
};

const page = (from: number, count: number): SpectrumPage => ({
  centreHz: 867_800_000,
  spanHz: 2_400_000,
  bins: 16,
  floorDbfs: -120,
  stepDb: 0.5,
  rowS: 0.1,
  rows: Array.from({ length: count }, (_, i) => ({
    seq: from + i,
    at: WANTED.onset,
    levels: Buffer.alloc(16, from + i).toString("base64"),
  })),
  next: from + count,
});

void test("samples that are asked for are delivered, kept in the log and read again", async (t) => {
  const services = memoryServices(t);
  const { tenantId, gatewayId: id } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const person = createClient({ baseUrl, apiKey: await apiKey(services.stores, tenantId) });
  const gateway = createClient({
    baseUrl,
    apiKey: await apiKey(services.stores, tenantId, ["gateways:*"]),
  });
  const asked = await person.requestSnippet({ id, ...WANTED });
  assert.equal(asked.state, "wanted");
  const again = await person.requestSnippet({ id, ...WANTED });
  assert.equal(again.id, asked.id, "asked twice, wanted once");
  const { snippets } = await gateway.getSdrRequests({ id });
  assert.deepEqual(snippets, [{ id: asked.id, ...WANTED }]);
  await gateway.deliverSnippet({ id, snippetId: asked.id, state: "held", document: DOCUMENT });
  assert.deepEqual((await gateway.getSdrRequests({ id })).snippets, []);
  const held = await person.getSnippet({ id, snippetId: asked.id });
  assert.deepEqual(held.document, DOCUMENT);
  const { items } = await person.listEvents({ key: id, types: "snippet" });
  assert.equal(items.length, 1, "evidence is in the log");
  const unasked = { id, snippetId: crypto.randomUUID(), state: "gone" } as const;
  await assert.rejects(gateway.deliverSnippet(unasked), (error) => {
    return error instanceof ProblemError && error.problem.status === 404;
  });
});

void test("a stranger sees nothing of it", async (t) => {
  const services = memoryServices(t);
  const { gatewayId: id } = await household(services.stores);
  const other = await household(services.stores, "Others");
  const { baseUrl } = await startHttp(t, services);
  const stranger = createClient({ baseUrl, apiKey: await apiKey(services.stores, other.tenantId) });
  for (const call of [
    () => stranger.requestSnippet({ id, ...WANTED }),
    () => stranger.getSpectrum({ id }),
    () => stranger.getSdrRequests({ id }),
  ]) {
    await assert.rejects(
      call,
      (error) => error instanceof ProblemError && error.problem.status === 404,
    );
  }
});

void test("the waterfall flows while somebody looks", async (t) => {
  const services = memoryServices(t);
  const { tenantId, gatewayId: id } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(services.stores, tenantId) });
  assert.equal((await client.getSdrRequests({ id })).spectrumFrom, null);
  await client.deliverSpectrum({ id, ...page(1, 3) });
  assert.equal((await client.getSpectrum({ id })).page, null, "nobody had looked");
  assert.equal((await client.getSdrRequests({ id })).spectrumFrom, 0);
  await client.deliverSpectrum({ id, ...page(5, 3) });
  await client.deliverSpectrum({ id, ...page(8, 2) });
  assert.equal((await client.getSdrRequests({ id })).spectrumFrom, 10);
  const seen = (await client.getSpectrum({ id, from: 7 })).page!;
  assert.deepEqual(
    seen.rows.map(({ seq }) => seq),
    [7, 8, 9],
  );
  assert.equal(seen.next, 10);
  await client.deliverSpectrum({ id, ...page(1, 1) });
  const anew = (await client.getSpectrum({ id })).page!;
  assert.deepEqual(
    anew.rows.map(({ seq }) => seq),
    [1],
    "a gateway that began anew",
  );
});
