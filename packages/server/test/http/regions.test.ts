import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient } from "@lorats/api";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

it("regions tell their channels, their data rates and what the law allows", async (t) => {
  const services = memoryServices(t);
  const { tenantId, gatewayId } = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(services.stores, tenantId) });
  const { items } = await client.getRegions();
  const eu868 = items.find(({ id }) => id === "EU868")!;
  assert.deepEqual(
    eu868.channels.map(({ freqHz }) => freqHz),
    [868_100_000, 868_300_000, 868_500_000],
  );
  assert.equal(eu868.dataRates.find(({ index }) => index === 5)!.modulation, "SF7 / 125 kHz");
  assert.equal(eu868.dataRates.find(({ index }) => index === 0)!.maxPayload, 51);
  assert.equal(eu868.rx2.frequency.firstHz, 869_525_000);
  const [law] = eu868.regulation;
  const high = law!.subBands.find(({ lowHz, highHz }) => lowHz <= 869.5e6 && highHz >= 869.5e6)!;
  assert.equal(high.dutyCycle, 0.1);
  assert.equal(items.find(({ id }) => id === "US915")!.plan, "fixed");

  assert.deepEqual(await client.getGatewayAirtime({ id: gatewayId }), { share: 0, subBands: [] });
});
