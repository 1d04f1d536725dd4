import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Instant, instantToGps } from "@lorats/base";
import type { AlarmSignal } from "@lorats/events";
import { RadioBench } from "../support/radio-bench.ts";

async function alarms(bench: RadioBench): Promise<AlarmSignal[]> {
  return (await bench.logged("alarm-signal")).map(({ body }) => body);
}

async function said(bench: RadioBench): Promise<string[]> {
  // Alarms are appended beside everything else, in order: what was raised before this is in the log after it.
  const body = { code: "NS_TEST", reason: "an end", receptions: [] };
  const at = { tenantId: bench.tenant.id, key: "end", time: bench.clock.now() };
  await bench.log.append([{ type: "refusal", ...at, body }]);
  return (await alarms(bench)).map(({ code, state }) => `${code} ${state}`);
}

function gpsAt(at: Instant): { gpsNs: bigint } {
  const gpsNs = instantToGps(at);
  return { gpsNs: gpsNs - (gpsNs % 1_000_000n) };
}

describe("gateways under watch", () => {
  it("a clock that jumps raises an alarm, and widens the uncertainty of what it says", async () => {
    const bench = await RadioBench.open();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const hear = async (aheadMs: number): Promise<void> => {
      const us = Number(bench.clock.monotonic() / 1000n) - 20_000;
      const at = bench.clock.now() + BigInt(aheadMs - 20) * 1_000_000n;
      const counter = { kind: "tmst", us: us % 2 ** 32 } as const;
      await bench.hear(radio.uplink("01"), { times: { counter, ...gpsAt(at) } });
      await bench.sleep(20_000);
    };
    for (let n = 0; n < 4; n++) await hear(0);
    await hear(-700_000);
    assert.deepEqual(await said(bench), [
      "gateway-clock-step raised",
      "gateway-clock-implausible raised",
    ]);
    const [alarm] = await alarms(bench);
    assert.deepEqual(alarm!.subject, { kind: "gateway", id: bench.gateways[0]!.id });
    const receptions = await bench.logged("reception");
    const sds = receptions.map(({ body }) => body.gatewayTimeSdNs);
    assert.ok(sds.at(-2)! < 1e6 && sds.at(-1)! > 6e11, String(sds));
    // Ten minutes ago by a clock that is not believed: the frame is fresh all the same.
    assert.ok(bench.publishedOf("uplink").every(({ body }) => body.freshness === "fresh"));
    for (let n = 0; n < 10; n++) await hear(0);
    assert.equal((await said(bench)).at(-1), "gateway-clock-step ended");
  });

  it("a counter that starts anew is told; a gateway that falls silent is offline until it is back", async () => {
    const bench = await RadioBench.open();
    const [gateway] = bench.gateways;
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.sender.links.clear();
    await bench.hear(radio.uplink("01"));
    await bench.coarse(80_000);
    assert.deepEqual(await said(bench), []);
    await bench.coarse(30_000);
    assert.deepEqual(await said(bench), ["gateway-offline raised"]);
    await bench.coarse(300_000);
    assert.equal((await said(bench)).length, 1);
    await bench.server.reportStats(gateway!, {
      rxReceived: 0,
      rxOk: 0,
      txReceived: 0,
      txEmitted: 0,
    });
    assert.deepEqual((await said(bench)).slice(1), ["gateway-offline ended"]);
    for (let n = 0; n < 5; n++) {
      const us = 5_000_000 + n * 10_000_000;
      await bench.hear(radio.uplink("02"), { times: { counter: { kind: "tmst", us } } });
      await bench.sleep(9_990);
    }
    assert.equal((await said(bench)).at(-1), "gateway-counter-step raised");
  });

  it("a gateway that was there before a restart and does not come back is offline", async () => {
    const bench = await RadioBench.open();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.kill();
    bench.sender.links.clear();
    await bench.start();
    await bench.coarse(150_000);
    assert.deepEqual(await said(bench), ["gateway-offline raised"]);
  });
});
