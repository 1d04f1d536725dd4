import assert from "node:assert/strict";
import { it } from "node:test";
import { toHex } from "@lorats/base";
import { DOWNLINK_MAC_COMMANDS, UPLINK_MAC_COMMANDS } from "@lorats/lorawan";
import type { ProbeOccasion } from "@lorats/network";
import { RadioBench } from "../support/radio-bench.ts";

it("a policy chooses the uplinks after which a device is asked, and sees the answers in events", async () => {
  const occasions: ProbeOccasion[] = [];
  const wants = (occasion: ProbeOccasion): boolean => {
    occasions.push(occasion);
    return occasion.uplink.fCnt % 2 === 1;
  };
  const bench = await RadioBench.open({ options: { probes: { wants } } });
  const { device, radio } = await bench.addDevice();
  await bench.join(radio);
  bench.sender.handed.length = 0;
  for (let n = 0; n < 4; n++) {
    const answer = { command: "DevStatusAns", battery: 200, margin: 7 } as const;
    const fOpts = n === 2 ? { fOpts: toHex(UPLINK_MAC_COMMANDS.encode([answer])) } : {};
    await bench.hear(radio.uplink("01", fOpts));
    await bench.run(3000);
  }
  assert.deepEqual(
    occasions.map(({ uplink, deviceId }) => [uplink.fCnt, deviceId]),
    [0, 1, 2, 3].map((fCnt) => [fCnt, device.id]),
  );
  assert.equal(occasions[0]!.lastProbeAtMs, undefined);
  assert.ok(occasions[2]!.lastProbeAtMs);
  const asked = bench.sender.handed.map(({ downlink }) => {
    const { fOpts } = radio.hear(downlink.items[0]!.phyPayload);
    return DOWNLINK_MAC_COMMANDS.parse(Buffer.from(fOpts, "hex")).commands[0]!.command;
  });
  assert.deepEqual(asked, ["DevStatusReq", "DevStatusReq"]);
  const [status] = bench.publishedOf("device-status");
  assert.equal(status!.body.marginDb, 7);
  const probe = (await bench.logged("downlink")).find(({ body }) => body.purpose === "mac");
  assert.equal(probe!.body.inReplyTo, bench.publishedOf("uplink")[1]!.body.deduplicationId);
});

it("an answer that is to prove more goes into RX2 alone", async () => {
  const wants = ({ uplink }: ProbeOccasion): boolean | "rx2" => (uplink.fCnt === 1 ? "rx2" : true);
  const bench = await RadioBench.open({ options: { probes: { wants } } });
  const { radio } = await bench.addDevice();
  await bench.join(radio);
  for (let n = 0; n < 3; n++) {
    await bench.hear(radio.uplink("01"));
    await bench.run(4000);
  }
  const downlinks = (await bench.logged("downlink")).filter(({ body }) => body.purpose === "mac");
  assert.deepEqual(
    downlinks.map(({ body }) => body.window),
    ["rx1", "rx2", "rx1"],
  );
});
