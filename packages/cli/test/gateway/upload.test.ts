import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@lorats/api";
import { parseInstant } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import {
  HttpServerApi,
  SightingLog,
  SpectrumRing,
  Uploader,
  snippetDocument,
} from "@lorats/gateway";
import { until } from "../../../base/test/until.ts";
import { apiKey, household, memoryServices, startHttp } from "../../../server/test/harness.ts";

const ONSET = "2026-11-21T06:48:19.123456789Z";
const WANTED = { onset: ONSET, freqHz: 868_100_000, sf: 7 };
const RATE_HZ = 2_400_000;

function logWithOne(): SightingLog {
  const log = new SightingLog(10);
  const sighting = {
    kind: "orphan",
    freqHz: 868_100_000,
    channel: 5,
    sf: 7,
    bwHz: 125_000,
    invertIq: false,
    syncWord: 0x34,
    preambleLength: 8,
    onsetSample: 5000,
    onsetSdSamples: 0.5,
    endSample: 30_000,
    biasHz: 1000,
    biasSdHz: 2,
    driftHzPerS: null,
    ambiguity: null,
    clockPpm: null,
    clockSdPpm: null,
    snrDb: 3,
    powerDbfs: -30,
    length: null,
    cr: null,
    payload: null,
    collision: { quality: 0.9, powerStepDb: null, overlaps: [4000] },
  } as const;
  const onset = parseInstant(ONSET);
  log.add(sighting, { onset, onsetSdNs: 5000, biasHz: 1000, biasSdHz: 2 }, 1);
  return log;
}

void test("a gateway brings what is wanted of its SDR, through the server's own API", async (t) => {
  const services = memoryServices(t);
  const { tenantId, gatewayId: id, gatewayEui } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, tenantId, ["gateways:*"]);
  const person = createClient({ baseUrl, apiKey: await apiKey(services.stores, tenantId) });
  const spectrum = new SpectrumRing(100);
  const band = { centreHz: 867_800_000, spanHz: RATE_HZ, rowS: 0.1 };
  const levels = new Uint8Array(256).fill(77);
  spectrum.add({ firstSample: 0, samples: 240_000, levels }, parseInstant(ONSET), band);
  const iq = Int8Array.of(1, -2, 3, -4);
  const place = {
    sampleRateHz: 250_000,
    centreHz: 868_100_000,
    fromSample: 2600,
    onsetSample: 5000,
  };
  const { asked, gone } = {
    asked: await person.requestSnippet({ id, ...WANTED }),
    gone: await person.requestSnippet({ id, ...WANTED, sf: 8 }),
  };
  await person.getSpectrum({ id });
  const uploader = new Uploader(
    new HttpServerApi(baseUrl, key, gatewayEui),
    {
      log: logWithOne(),
      spectrum,
      snippet: (logged) =>
        Promise.resolve(snippetDocument(logged, { ...place, iq, scale: 0.01 }, RATE_HZ)),
    },
    systemClock,
    (line) => assert.fail(line),
  );
  uploader.start();
  t.after(() => uploader.stop());
  await until(() => uploader.rows > 0);
  const { document } = await person.getSnippet({ id, snippetId: asked.id });
  assert.equal(document!.iq.onsetS, 0.001);
  assert.deepEqual(new Int8Array(Buffer.from(document!.iq.data, "base64")), iq);
  assert.equal((await person.getSnippet({ id, snippetId: gone.id })).state, "gone");
  const { page } = await person.getSpectrum({ id });
  assert.equal(page!.rows.length, 1);
  assert.equal(uploader.snippets, 2);
});
