import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import { DOWNLINK_MAC_COMMANDS, UPLINK_MAC_COMMANDS, type UplinkMacCommand } from "@lorats/lorawan";
import { RadioBench } from "../support/radio-bench.ts";

type Radio = Awaited<ReturnType<RadioBench["addDevice"]>>["radio"];

/** Sends a frame with these commands and reads what comes back, as command names and fields. */
async function exchange(
  bench: RadioBench,
  radio: Radio,
  answers: readonly UplinkMacCommand[] = [],
  fields: { adr?: boolean; snrs?: number[] } = {},
): Promise<readonly object[]> {
  const before = bench.sender.handed.length;
  const fOpts = toHex(UPLINK_MAC_COMMANDS.encode(answers));
  const { snrs, ...rest } = fields;
  const frame = radio.uplink("01", { ...rest, ...(fOpts && { fOpts }) });
  await bench.hear(frame, snrs ? { snrs } : {});
  await bench.run(2500);
  const handed = bench.sender.handed.slice(before);
  assert.ok(handed.length <= 1);
  if (handed.length === 0) return [];
  const heard = radio.hear(handed[0]!.downlink.items[0]!.phyPayload);
  const bytes = heard.fPort === 0 ? heard.payload : heard.fOpts;
  const { commands, stop } = DOWNLINK_MAC_COMMANDS.parse(fromHex(bytes));
  assert.equal(stop, undefined);
  return commands;
}

const RX_OK = {
  command: "RXParamSetupAns",
  rx1DrOffsetAck: true,
  rx2DataRateAck: true,
  channelAck: true,
} as const;
const ADR_OK = {
  command: "LinkADRAns",
  powerAck: true,
  dataRateAck: true,
  channelMaskAck: true,
} as const;

describe("bringing a device to its profile", () => {
  it("asks for everything in one downlink and stops when it is answered", async () => {
    const bench = await RadioBench.open();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    assert.deepEqual(await exchange(bench, radio), [], "a device that joined has what it needs");
    const rx = { rx1DelayS: 3, rx1DrOffset: 2, rx2DataRate: 3, rx2FreqHz: 869_525_000 };
    const [profile] = await bench.registry.deviceProfiles.update([{ ...bench.profile, rx }]);
    const requests = await exchange(bench, radio);
    assert.deepEqual(requests, [
      { command: "RXTimingSetupReq", delay: 3 },
      { command: "RXParamSetupReq", rx1DrOffset: 2, rx2DataRate: 3, rx2FreqHz: 869_525_000 },
    ]);
    assert.equal(profile!.version, 2);
    assert.deepEqual(await exchange(bench, radio), requests, "not heard: asked again");
    const { handed } = bench.sender;
    assert.equal(timingUs(handed.at(-1)!), 1_000_000, "until it is answered the old delay holds");
    const answers: UplinkMacCommand[] = [{ command: "RXTimingSetupAns" }, RX_OK];
    await bench.enqueue((await bench.registry.devices.list({})).items[0]!, "ee");
    const frame = radio.uplink("01", { fOpts: toHex(UPLINK_MAC_COMMANDS.encode(answers)) });
    await bench.hear(frame);
    await bench.run(4500);
    const [item] = handed.at(-1)!.downlink.items;
    assert.equal(timingUs(handed.at(-1)!), 3_000_000);
    assert.deepEqual(item!.modulation, { kind: "lora", sf: 9, bwHz: 125_000, cr: 1 });
    assert.equal(radio.hear(item!.phyPayload).fOpts, "", "nothing is left to ask");
  });

  it("gives up on a request that the device keeps refusing", async () => {
    const bench = await RadioBench.open({ profile: { rx: { rx2DataRate: 3 } } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const [profile] = await bench.registry.deviceProfiles.update([
      { ...bench.profile, rx: { rx2DataRate: 6 } },
    ]);
    assert.ok(profile);
    const no = { ...RX_OK, rx2DataRateAck: false };
    let asked = 0;
    for (let n = 0; n < 12; n++) {
      const requests = await exchange(bench, radio, n === 0 ? [] : [no]);
      if (requests.length > 0) asked++;
    }
    assert.equal(asked, 5);
  });

  it("creates all channels that an ABP-like device lacks in one downlink, and asks again for one it refuses", async () => {
    const bench = await RadioBench.open({ options: { regions: {} } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    assert.equal(radio.cfList, undefined);
    bench.kill();
    const extraChannelsHz = [867_100_000, 867_300_000, 867_500_000, 867_700_000];
    await bench.start({ regions: { EU868: { extraChannelsHz } } });
    const first = await exchange(bench, radio);
    assert.deepEqual(first, [
      { command: "NewChannelReq", chIndex: 3, freqHz: 867_100_000, minDr: 0, maxDr: 5 },
      { command: "NewChannelReq", chIndex: 4, freqHz: 867_300_000, minDr: 0, maxDr: 5 },
      { command: "NewChannelReq", chIndex: 5, freqHz: 867_500_000, minDr: 0, maxDr: 5 },
      { command: "NewChannelReq", chIndex: 6, freqHz: 867_700_000, minDr: 0, maxDr: 5 },
    ]);
    const yes = {
      command: "NewChannelAns",
      dataRateRangeOk: true,
      channelFrequencyOk: true,
    } as const;
    const no = { ...yes, channelFrequencyOk: false };
    const second = await exchange(bench, radio, [yes, no, yes, yes]);
    assert.deepEqual(second, [
      { command: "NewChannelReq", chIndex: 4, freqHz: 867_300_000, minDr: 0, maxDr: 5 },
    ]);
  });

  it("asks for the device's status as often as the profile says", async () => {
    const bench = await RadioBench.open({ profile: { statusRequestsPerDay: 24 } });
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    assert.deepEqual(await exchange(bench, radio), [{ command: "DevStatusReq" }]);
    const answer = { command: "DevStatusAns", battery: 200, margin: -5 } as const;
    assert.deepEqual(await exchange(bench, radio, [answer]), []);
    const [status] = bench.publishedOf("device-status");
    assert.deepEqual([status!.body.battery, status!.body.marginDb], [200, -5]);
    assert.equal(status!.body.deviceId, device.id);
    await bench.sleep(3_600_000);
    assert.deepEqual(await exchange(bench, radio), [{ command: "DevStatusReq" }]);
  });

  it("raises the data rate of a device that is heard well, then lowers its power", async () => {
    const bench = await RadioBench.open({
      profile: { adr: { algorithm: "default", installationMarginDb: 10 } },
    });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const sf12 = { kind: "lora", sf: 12, bwHz: 125_000, cr: 1 } as const;
    const frame = radio.uplink("01", { adr: true });
    await bench.hear(frame, { modulation: sf12, snrs: [2] });
    await bench.run(2500);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    const { commands } = DOWNLINK_MAC_COMMANDS.parse(fromHex(heard.fOpts));
    // Margin 2 + 20 − 10 = 12 dB: four steps of 3 dB.
    assert.deepEqual(commands, [
      {
        command: "LinkADRReq",
        dataRate: 4,
        txPower: 0,
        chMask: 0xff,
        chMaskCntl: 0,
        nbTrans: 1,
      },
    ]);
    const [next] = await exchange(bench, radio, [ADR_OK], { adr: true, snrs: [9] });
    assert.deepEqual(next, { ...commands[0], dataRate: 5, txPower: 2 });
    const noAdr = await exchange(bench, radio, [{ ...ADR_OK, powerAck: false }], { snrs: [9] });
    assert.deepEqual(noAdr, [], "without the ADR bit the device decides itself");
  });

  it("keeps downlinks to 400 ms where the region's settings say so, before the device was told, too", async () => {
    const dwell = { uplink: true, downlink: true };
    const bench = await RadioBench.open({
      gateways: 0,
      profile: { region: "AS923-1" },
      options: { regions: { "AS923-1": { dwell } } },
    });
    await bench.addGateway({ region: "AS923-1" });
    const { device, radio } = await bench.addDevice();
    const sf10 = { kind: "lora", sf: 10, bwHz: 125_000, cr: 1 } as const;
    const at = { freqHz: 923_200_000, modulation: sf10 };
    await bench.hear(radio.joinRequest(), at);
    await bench.run(6000);
    assert.ok(radio.acceptJoin(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload));
    await bench.enqueue(device, "ab".repeat(12));
    await bench.enqueue(device, "cd".repeat(11));
    for (let n = 0; n < 2; n++) {
      await bench.hear(radio.uplink("01"), at);
      await bench.run(2500);
    }
    const [data, told] = bench.sender.handed.slice(-2).map(({ downlink }) => {
      const { modulation, phyPayload } = downlink.items[0]!;
      assert.deepEqual(modulation, sf10);
      return radio.hear(phyPayload);
    });
    assert.equal(bench.sender.handed.length, 3);
    assert.deepEqual([told!.payload, told!.fOpts], ["", "0935"], "TxParamSetupReq");
    assert.equal(data!.payload, "cd".repeat(11));
    const [given] = bench.publishedOf("delivery");
    assert.equal(given!.body.outcome, "too-long");
  });

  it("lets commands and long messages take turns where one frame cannot carry both", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("00"));
    await bench.run(2500);
    for (let n = 0; n < 4; n++) await bench.enqueue(device, "ab".repeat(242));
    const fOpts = toHex(UPLINK_MAC_COMMANDS.encode([{ command: "LinkCheckReq" }]));
    const said: string[] = [];
    for (let n = 0; n < 8; n++) {
      bench.sender.handed.length = 0;
      await bench.hear(radio.uplink("01", { fOpts }));
      await bench.run(2500);
      const heard = radio.hear(bench.sender.handed[0]!.downlink.items[0]!.phyPayload);
      const kind = heard.payload === "" ? "answer" : "data";
      said.push(`${kind}${heard.fPending ? ", more waits" : ""}`);
    }
    // The eighth finds the queue empty: its answer needs no turn.
    const turns = ["data, more waits", "answer, more waits"];
    assert.deepEqual(said, [...turns, ...turns, ...turns, turns[0], "answer"]);
    assert.equal(await bench.waiting(device.id), 0);
  });
});

function timingUs({ downlink }: RadioBench["sender"]["handed"][number]): number | undefined {
  const { timing } = downlink.items[0]!;
  return timing.kind === "delay" ? timing.delayUs : undefined;
}
