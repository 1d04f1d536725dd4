import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex } from "@lorats/base";
import { DOWNLINK_MAC_COMMANDS } from "@lorats/lorawan";
import { RadioBench } from "../support/radio-bench.ts";
import type { OracleDevice } from "../support/oracle-device.ts";

/** Channel 9 of US915: in the sub-band that most networks there use. */
const IN_SUB_BAND_1 = {
  freqHz: 904_100_000,
  modulation: { kind: "lora", sf: 10, bwHz: 125_000, cr: 1 },
} as const;

interface Street {
  readonly bench: RadioBench;
  readonly radio: OracleDevice;
}

async function joined(...subBands: (number | undefined)[]): Promise<Street> {
  const bench = await RadioBench.open({ gateways: 0, profile: { region: "US915" } });
  for (const subBand of subBands) {
    await bench.addGateway({ region: "US915", ...(subBand !== undefined && { subBand }) });
  }
  const { radio } = await bench.addDevice();
  await bench.hear(radio.joinRequest(), IN_SUB_BAND_1);
  await bench.run(6000);
  assert.ok(radio.acceptJoin(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload));
  return { bench, radio };
}

/** What an uplink from these gateways is answered with. */
async function commandsAfter({ bench, radio }: Street, from = bench.gateways): Promise<object[]> {
  bench.sender.handed.length = 0;
  await bench.hear(radio.uplink("01", { adr: false }), { ...IN_SUB_BAND_1, from });
  await bench.run(2500);
  const [handed] = bench.sender.handed;
  if (!handed) return [];
  const heard = radio.hear(handed.downlink.items[0]!.phyPayload);
  const bytes = heard.fPort === 0 ? heard.payload : heard.fOpts;
  return DOWNLINK_MAC_COMMANDS.parse(fromHex(bytes)).commands as object[];
}

/** Channels 8 … 15 and 65; type 1. */
const MASKS_OF_SUB_BAND_1 = "00ff0000000000000200000000000001";

describe("a plan whose join channel says where a device listens", () => {
  it("sends a join-accept in RX2 where that channel has it, and answers there from then on", async () => {
    const region = "CN470-20A";
    const bench = await RadioBench.open({ gateways: 0, profile: { region } });
    await bench.addGateway({ region });
    const { radio } = await bench.addDevice();
    bench.sender.answer = ({ downlink }) => {
      const { timing } = downlink.items[0]!;
      const isSecond = timing.kind === "delay" && timing.delayUs % 5_000_000 >= 1_000_000;
      return isSecond ? "OK" : "COLLISION_PACKET";
    };
    const rx2 = (): number => bench.sender.handed.at(-1)!.downlink.items[0]!.freqHz;
    // Channel 19: the third of the eight on which devices join, a few hertz off.
    const onJoinChannel = { freqHz: 474_100_020 };
    await bench.hear(radio.joinRequest(), onJoinChannel);
    await bench.run(6000);
    assert.equal(rx2(), 488_500_000);
    assert.ok(radio.acceptJoin(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload));
    const [join] = await bench.logged("join");
    assert.equal(join!.body.rx2FreqHz, 488_500_000);
  });
});

describe("a plan of more channels than a gateway has", () => {
  it("a device that joins is told the channels of the gateways that heard it, and keeps to them", async () => {
    const street = await joined(1);
    assert.equal(street.radio.cfList, MASKS_OF_SUB_BAND_1);
    assert.deepEqual(await commandsAfter(street), []);
  });

  it("a device that uses more is told which of its channels are heard", async () => {
    const street = await joined(undefined);
    assert.equal(street.radio.cfList, undefined, "its gateway may listen to all of them");
    assert.deepEqual(await commandsAfter(street), []);
    const near = await street.bench.addGateway({ region: "US915", subBand: 1 });
    const told = await commandsAfter(street, [near]);
    assert.partialDeepStrictEqual(told, [
      { command: "LinkADRReq", chMaskCntl: 5, chMask: 0b10, dataRate: 0 },
    ]);
  });

  it("further gateways of another sub-band change nothing", async () => {
    const street = await joined(1);
    const wide = await street.bench.addGateway({ region: "US915" });
    const both = await street.bench.addGateway({ region: "US915", subBand: 2 });
    assert.deepEqual(await commandsAfter(street, [street.bench.gateways[0]!, wide, both]), []);
  });
});
