import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBase64, instantToGps, toHex } from "@lorats/base";
import { RadioBench } from "../support/radio-bench.ts";

describe("class A, an independent device over three gateways", () => {
  it("joins, sends, is acknowledged and hears", async () => {
    const bench = await RadioBench.open({ gateways: 3 });
    const { device, radio } = await bench.addDevice();

    await bench.hear(radio.joinRequest());
    await bench.run(6000);
    const [accept] = bench.sender.handed;
    assert.equal(bench.sender.handed.length, 1);
    const [item] = accept!.downlink.items;
    assert.equal(item!.freqHz, 868_100_000);
    assert.deepEqual(item!.modulation, { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 });
    assert.equal(item!.invertPolarization, true);
    assert.deepEqual(item!.timing.kind === "delay" && item!.timing.delayUs, 5_000_000);
    assert.ok(radio.acceptJoin(item!.phyPayload), "the join-accept opens with the AppKey");
    assert.equal(radio.cfList, "184f84e85684b85e84886684586e8400");

    await bench.hear(radio.uplink("0102030405", { fPort: 12 }));
    await bench.run(2500);
    const [first] = bench.publishedOf("uplink");
    assert.equal(first!.body.deviceId, device.id);
    assert.equal(toHex(fromBase64(first!.body.frmPayload)), "0102030405");
    assert.equal(first!.body.fPort, 12);
    assert.equal(first!.body.fCnt, 0);
    assert.equal(first!.body.dataRate, 5);
    assert.equal(first!.body.freshness, "fresh");
    assert.equal(first!.body.receptions.length, 3);
    assert.equal(bench.publishedOf("uplink").length, 1);
    assert.equal(
      bench.publishedOf("assessment")[0]!.body.deduplicationId,
      first!.body.deduplicationId,
    );
    assert.equal(bench.sender.handed.length, 1, "an unconfirmed uplink needs no answer");

    await bench.hear(radio.uplink("aa", { confirmed: true }));
    await bench.run(2500);
    const ack = radio.hear(bench.sender.handed[1]!.downlink.items[0]!.phyPayload);
    assert.deepEqual(ack, {
      fCnt: 0,
      fPort: null,
      payload: "",
      fOpts: "",
      ack: true,
      fPending: false,
      confirmed: false,
    });

    await bench.enqueue(device, "cafe");
    await bench.enqueue(device, "beef", { confirmed: true, fPort: 7 });
    await bench.hear(radio.uplink("bb"));
    await bench.run(2500);
    const data = radio.hear(bench.sender.handed[2]!.downlink.items[0]!.phyPayload);
    assert.deepEqual([data.payload, data.fPort, data.fCnt, data.fPending], ["cafe", 5, 1, true]);
    assert.equal(await bench.waiting(device.id), 1);

    await bench.hear(radio.uplink("cc"));
    await bench.run(2500);
    const confirmed = radio.hear(bench.sender.handed[3]!.downlink.items[0]!.phyPayload);
    assert.deepEqual([confirmed.payload, confirmed.confirmed], ["beef", true]);
    assert.equal(await bench.waiting(device.id), 1, "it waits for the acknowledgement");
    await bench.hear(radio.uplink("dd", { ack: true }));
    await bench.run(2500);
    const [delivery] = bench.publishedOf("delivery");
    assert.equal(delivery!.body.outcome, "acknowledged");
    assert.equal(delivery!.body.fCntDown, 2);
    assert.equal(await bench.waiting(device.id), 0);
    assert.deepEqual(bench.failures, []);
  });

  it("forgets what waited when the device joins anew, where its profile says so", async () => {
    for (const flushQueueOnJoin of [true, false]) {
      const bench = await RadioBench.open({ profile: { flushQueueOnJoin } });
      const { device, radio } = await bench.addDevice();
      await bench.join(radio);
      const id = await bench.enqueue(device, "cafe");
      await bench.join(radio);
      await bench.run(300);
      const fates = bench
        .publishedOf("delivery")
        .map(({ body }) => [body.queueItemId, body.outcome]);
      assert.deepEqual(fates, flushQueueOnJoin ? [[id, "flushed"]] : []);
      assert.equal(await bench.waiting(device.id), flushQueueOnJoin ? 0 : 1);
    }
  });

  it("answers LinkCheckReq and DeviceTimeReq", async () => {
    const bench = await RadioBench.open({ gateways: 2 });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01", { fOpts: "020d" }), { agoMs: 20 });
    const endedAt = bench.clock.now() - 20_000_000n;
    await bench.run(2500);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    // SNR 7 dB at SF7 (floor −7.5 dB), two gateways.
    assert.equal(heard.fOpts.slice(0, 6), "020e02");
    assert.equal(heard.fOpts.slice(6, 8), "0d");
    const seconds = Buffer.from(heard.fOpts.slice(8, 16), "hex").readUInt32LE();
    const fraction = Number.parseInt(heard.fOpts.slice(16, 18), 16);
    const gpsNs = endedAt - 315_964_800_000_000_000n + 18_000_000_000n;
    const told = BigInt(seconds) * 1_000_000_000n + BigInt(fraction) * 3_906_250n;
    const error = Number(told - gpsNs) / 1e6;
    assert.ok(Math.abs(error) < 12, `DeviceTimeAns is ${error} ms off`);
  });

  it("takes the time for DeviceTimeAns from no gateway whose GPS time cannot be", async () => {
    const bench = await RadioBench.open({ gateways: 1, options: { serverClockSdNs: 1e6 } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    for (const offMs of [-90, 90, -4000, 4000]) {
      const endedNs = instantToGps(bench.clock.now()) - 20_000_000n;
      const gpsNs = endedNs + BigInt(offMs) * 1_000_000n;
      const us = Number((bench.clock.monotonic() / 1000n) % 2n ** 32n) - 20_000;
      const times = { counter: { kind: "tmst" as const, us }, gpsNs };
      await bench.hear(radio.uplink("01", { fOpts: "0d" }), { times });
      await bench.run(2500);
      const { fOpts } = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
      const answer = Buffer.from(fOpts, "hex");
      assert.equal(answer[0], 0x0d);
      const toldMs = answer.readUInt32LE(1) * 1000 + answer[5]! * (1000 / 256);
      const errorMs = toldMs - Number(endedNs / 1_000_000n);
      const expectedMs = Math.abs(offMs) > 1000 ? 0 : offMs;
      assert.ok(Math.abs(errorMs - expectedMs) < 15, `${errorMs} ms at ${offMs} ms`);
    }
  });

  it("counts gateways in LinkCheckAns, not what one heard on several channels", async () => {
    const bench = await RadioBench.open({ gateways: 1 });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const frame = radio.uplink("01", { fOpts: "02" });
    await bench.hear(frame);
    await bench.hear(frame, { freqHz: 868_300_000, snrs: [-9] });
    await bench.run(2500);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.equal(heard.fOpts, "020e01");
  });
});
