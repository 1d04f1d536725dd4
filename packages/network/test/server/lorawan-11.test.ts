import assert from "node:assert/strict";
import { it } from "node:test";
import { fromBase64, toHex } from "@lorats/base";
import { device11 } from "../support/device-11.ts";
import { RadioBench } from "../support/radio-bench.ts";

it("LoRaWAN 1.1: three network keys, two downlink counters, encrypted FOpts, ConfFCnt", async () => {
  const bench = await RadioBench.open({
    profile: { macVersion: "1.1.0", regParamsRevision: "B" },
  });
  const { device, radio } = await device11(bench);
  const lastFrame = (): Uint8Array => bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload;
  await bench.hear(radio.joinRequest());
  await bench.run(6000);
  assert.ok(radio.acceptJoin(lastFrame()), "OptNeg is set, and JSIntKey signed it");

  await bench.hear(radio.uplink("a1", { fOpts: "0b01" }));
  await bench.run(2500);
  assert.deepEqual(radio.hear(lastFrame()), {
    fCnt: 0,
    fPort: null,
    payload: "",
    fOpts: "0b01",
    ack: false,
  });
  const [first] = bench.publishedOf("uplink");
  assert.equal(toHex(fromBase64(first!.body.macCommands)), "0b01");

  await bench.enqueue(device, "cafe", { confirmed: true });
  const confirmed = radio.uplink("a2", { confirmed: true });
  await bench.hear(confirmed);
  await bench.run(2500);
  const data = radio.hear(lastFrame(), 1);
  assert.deepEqual(data, { fCnt: 0, fPort: 5, payload: "cafe", fOpts: "", ack: true });

  const acknowledging = radio.uplink("a3", { acknowledges: data.fCnt, confirmed: true });
  await bench.hear(acknowledging);
  await bench.run(2500);
  assert.equal(bench.publishedOf("delivery")[0]!.body.outcome, "acknowledged");
  assert.equal(radio.hear(lastFrame(), 2).fCnt, 1, "an empty frame counts with NFCntDown");
  // Sent again on another channel, its MIC covers that channel.
  const elsewhere = radio.uplink("a3", { acknowledges: 0, confirmed: true, fCnt: 2, channel: 2 });
  await bench.hear(elsewhere, { freqHz: 868_500_000 });
  await bench.run(2500);
  const again = bench.publishedOf("uplink").at(-1)!;
  assert.deepEqual([again.body.freshness, again.body.fCnt], ["late-radio", 2]);
  assert.equal(radio.hear(lastFrame(), 2).fCnt, 2);

  const wrongChannel = radio.uplink("a4", { channel: 1 });
  await bench.hear(wrongChannel);
  await bench.run(300);
  assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_MIC_INVALID");
  assert.deepEqual(bench.failures, []);
});
