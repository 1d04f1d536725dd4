import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyChannelMask,
  buildChannelMasks,
  getRegion,
  regionAt,
  rx1DataRate,
} from "../../src/index.ts";
import { vector } from "../support.ts";

test("AS923, receive windows: ChirpStack's RX1 data rates under downlink dwell time", () => {
  const { input, expected } = vector("chirpstack-as923-rx1-dr-dwell");
  const region = getRegion("AS923");
  const answers = input.data.map(([dataRate, offset]: [number, number]) =>
    rx1DataRate(region, dataRate, offset, true),
  );
  assert.deepEqual(answers, expected);
});

test("US902-928, LinkADRReq: ChirpStack's two commands; devices of RP001-1.0.3 and later need only one", () => {
  const { input, expected } = vector("chirpstack-us915-linkadrreq");
  const region = getRegion("US915");
  const all = region.channels.map((channel) => channel.index);
  const two = expected.map(({ chMaskCntl, chMask }: { chMaskCntl: number; chMask: string }) => ({
    chMaskCntl,
    chMask: Number.parseInt(chMask, 16),
  }));
  assert.deepEqual(buildChannelMasks(regionAt(region, "RP001-1.0.2-B"), input.wanted, all), two);
  const one = buildChannelMasks(region, input.wanted, all);
  assert.deepEqual(one, [{ chMaskCntl: 5, chMask: 1 }]);
  assert.deepEqual([...applyChannelMask(region, one[0]!, all)!], input.wanted);
});
