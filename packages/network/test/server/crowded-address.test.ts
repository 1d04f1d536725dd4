import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DevAddr, type KeyId, UnavailableError } from "@lorats/base";
import { RadioBench } from "../support/radio-bench.ts";
import type { OracleDevice } from "../support/oracle-device.ts";

const ADDR = "26000001" as DevAddr;

interface Crowd {
  readonly bench: RadioBench;
  readonly radios: readonly OracleDevice[];
  /** How many keys each request to the store was for. */
  readonly asked: number[];
}

/** Devices on one address, restarted so that the server knows none of their keys. */
async function crowd(count: number, fCntOf: (i: number) => number): Promise<Crowd> {
  const bench = await RadioBench.open();
  const radios: OracleDevice[] = [];
  for (let i = 0; i < count; i++) {
    const { device, radio } = await bench.addDevice();
    const [network, application] = [bench.samples.id<KeyId>(), bench.samples.id<KeyId>()];
    radio.devAddr = Buffer.from(ADDR, "hex");
    radio.nwkSKey = Buffer.from(bench.random.bytes(16));
    radio.appSKey = Buffer.from(bench.random.bytes(16));
    radio.fCntUp = fCntOf(i);
    const { tenantId } = device;
    await bench.keys.put([
      { id: network, tenantId, kind: "session", secret: radio.nwkSKey },
      { id: application, tenantId, kind: "session", secret: radio.appSKey },
    ]);
    const keys = { fNwkSIntKey: network, sNwkSIntKey: network, nwkSEncKey: network };
    await bench.server.activate(device.id, {
      devAddr: ADDR,
      fCntUp: radio.fCntUp,
      nFCntDown: 0,
      aFCntDown: 0,
      keys: { ...keys, appSKey: application },
    });
    radios.push(radio);
  }
  await bench.server.stop();
  const asked: number[] = [];
  const get = bench.keys.get.bind(bench.keys);
  bench.keys.get = async (ids) => {
    asked.push(ids.length);
    return await get(ids);
  };
  await bench.start();
  return { bench, radios, asked };
}

describe("many devices on one address", () => {
  it("asks the key store for the sender's keys only, and once", async () => {
    const { bench, radios, asked } = await crowd(50, (i) => 1000 * i);
    for (let n = 0; n < 3; n++) {
      await bench.hear(radios[37]!.uplink("01"));
      await bench.run(1500);
    }
    assert.equal(bench.publishedOf("uplink").length, 3);
    assert.deepEqual(asked, [2]);
    assert.equal(bench.server.counters.get("mics"), 3);
  });

  it("finds the sender among equals, its keys fetched in batches", async () => {
    const { bench, radios, asked } = await crowd(50, () => 7);
    await bench.hear(radios[49]!.uplink("01"));
    await bench.run(300);
    assert.equal(bench.publishedOf("uplink").length, 1);
    assert.deepEqual(asked, [2, 64, 34]);
    assert.equal(bench.server.counters.get("mics"), 50);
  });

  it("refuses a stranger's frame without asking again for keys that are not there", async () => {
    const { bench, radios, asked } = await crowd(40, () => 7);
    const stranger = radios[0]!;
    stranger.nwkSKey = Buffer.alloc(16, 1);
    await bench.hear(stranger.uplink("01"));
    await bench.run(300);
    assert.deepEqual(asked, [2, 64, 14]);
    await bench.hear(stranger.uplink("02"));
    await bench.run(300);
    const refusals = bench.publishedOf("refusal").map(({ body }) => body);
    assert.deepEqual(
      refusals.map(({ code }) => code),
      ["NS_MIC_INVALID", "NS_MIC_INVALID"],
    );
    assert.match(refusals[0]!.reason, /40 sessions/);
    assert.deepEqual(asked, [2, 64, 14]);
  });

  it("waits for a key store that does not answer, and refuses nothing meanwhile", async () => {
    const { bench, radios } = await crowd(3, () => 7);
    const get = bench.keys.get.bind(bench.keys);
    let calls = 0;
    bench.keys.get = async (ids) => {
      calls++;
      // The second request comes in the middle of a decision.
      if (calls === 2) throw new UnavailableError("KEYS_UNAVAILABLE", "the store does not answer");
      return await get(ids);
    };
    await bench.hear(radios[2]!.uplink("01"));
    bench.clock.advance(250);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls, 2);
    assert.equal(bench.publishedOf("uplink").length + bench.publishedOf("refusal").length, 0);
    bench.clock.advance(600);
    await bench.run(300);
    assert.equal(bench.publishedOf("uplink").length, 1);
    assert.equal(bench.publishedOf("refusal").length, 0);
  });

  it("keeps a device in memory while its frame is decided, however little there is of it", async () => {
    const { bench, radios } = await crowd(2, (i) => 1000 * i);
    bench.kill();
    await bench.start({ maxWarmDevices: 1 });
    for (let n = 0; n < 3; n++) {
      for (const radio of radios) {
        await bench.hear(radio.uplink("01"));
        await bench.run(1500);
      }
    }
    assert.equal(bench.publishedOf("uplink").length, 6);
    assert.equal(bench.publishedOf("refusal").length, 0);
  });
});
