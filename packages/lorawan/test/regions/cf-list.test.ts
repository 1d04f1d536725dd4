import assert from "node:assert/strict";
import { test } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import fc from "fast-check";
import { decodeCfList, encodeCfList } from "../../src/join/cf-list.ts";
import { buildCfList, channelsAfterJoin } from "../../src/regions/region-cf-list.ts";
import type { UplinkChannel } from "../../src/regions/region.ts";
import { getRegion, REGIONS } from "../../src/regions/registry.ts";
import { regionAt } from "../../src/regions/revision.ts";

function extra(index: number, frequencyHz: number): UplinkChannel {
  return { index, frequencyHz, minDataRate: 0, maxDataRate: 5 };
}

test("chirpstack cflist.rs: five EU868 channels", () => {
  const eu = getRegion("EU868");
  const added = [867_100_000, 867_300_000, 867_500_000, 867_700_000, 867_900_000];
  const enabled = [...eu.channels, ...added.map((frequencyHz, i) => extra(3 + i, frequencyHz))];
  const bytes = encodeCfList(buildCfList(eu, enabled)!);
  assert.equal(toHex(bytes), "184f84e85684b85e84886684586e8400");
  assert.deepEqual(channelsAfterJoin(eu, decodeCfList(bytes)), enabled);
});

test("chirpstack cflist.rs: US915 channels 0 … 7", () => {
  const us = getRegion("US915");
  const bytes = encodeCfList(buildCfList(us, us.channels.slice(0, 8))!);
  assert.equal(toHex(bytes), "ff000000000000000000000000000001");
  assert.deepEqual(channelsAfterJoin(us, decodeCfList(bytes)), us.channels.slice(0, 8));
});

test("a gap keeps its place: 0 Hz leaves channel 4 unused", () => {
  const eu = getRegion("EU868");
  const enabled = [...eu.channels, extra(3, 867_100_000), extra(5, 867_500_000)];
  const cfList = buildCfList(eu, enabled);
  assert.deepEqual(cfList, { type: 0, freqsHz: [867_100_000, 0, 867_500_000, 0, 0] });
  assert.deepEqual(channelsAfterJoin(eu, cfList), enabled);
});

test("only the default channels: no list. Channels beyond the list's five wait for NewChannelReq", () => {
  const eu = getRegion("EU868");
  assert.equal(buildCfList(eu, eu.channels), undefined);
  assert.equal(buildCfList(eu, [extra(8, 867_100_000)]), undefined);
});

test("RP001-1.0.2: fixed plans had no list yet", () => {
  for (const id of ["US915", "AU915", "CN470"]) {
    const region = regionAt(getRegion(id), "RP001-1.0.2");
    assert.equal(buildCfList(region, region.channels), undefined);
  }
});

test("a list of the wrong type, or a reserved one, changes nothing", () => {
  const eu = getRegion("EU868");
  const us = getRegion("US915");
  assert.deepEqual(channelsAfterJoin(eu, { type: 1, chMasks: [1] }), eu.channels);
  assert.deepEqual(channelsAfterJoin(us, { type: 0, freqsHz: [902_300_000] }), us.channels);
  const reserved = decodeCfList(fromHex(`${"00".repeat(15)}07`));
  assert.deepEqual(channelsAfterJoin(eu, reserved), eu.channels);
});

test("a frequency outside the band and a channel outside the plan are the caller's mistakes", () => {
  const wrong = { code: "LW_BAD_CHANNELS" };
  assert.throws(() => buildCfList(getRegion("EU868"), [extra(3, 915_000_000)]), wrong);
  assert.throws(() => buildCfList(getRegion("US915"), [extra(72, 902_300_000)]), wrong);
});

test("any subset of any fixed plan survives the list", () => {
  for (const region of REGIONS.filter((region) => region.cfList?.type === 1)) {
    fc.assert(
      fc.property(fc.subarray([...region.channels], { minLength: 1 }), (enabled) => {
        const bytes = encodeCfList(buildCfList(region, enabled)!);
        assert.deepEqual(channelsAfterJoin(region, decodeCfList(bytes)), enabled);
      }),
      { numRuns: 30 },
    );
  }
});
