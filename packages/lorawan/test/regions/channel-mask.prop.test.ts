import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  applyChannelMask,
  buildChannelMasks,
  type ChannelMaskBlock,
} from "../../src/regions/channel-mask.ts";
import type { Region } from "../../src/regions/region.ts";
import { getRegion, REGIONS } from "../../src/regions/registry.ts";
import { regionAt } from "../../src/regions/revision.ts";

function applyAll(
  region: Region,
  blocks: readonly ChannelMaskBlock[],
  from: Iterable<number>,
): number[] {
  let enabled = new Set(from);
  for (const block of blocks) {
    const next = applyChannelMask(region, block, enabled);
    assert.ok(next, `a device would refuse ${JSON.stringify(block)}`);
    enabled = next;
  }
  return sorted(enabled);
}

function sorted(channels: Iterable<number>): number[] {
  return [...channels].sort((a, b) => a - b);
}

/** Subsets as operators choose them: whole banks of eight and a few single channels. */
function subset(region: Region): fc.Arbitrary<number[]> {
  const count = region.channels.length;
  const single = fc.integer({ min: 0, max: count - 1 });
  const bank = fc
    .integer({ min: 0, max: Math.floor((count - 1) / 8) })
    .map((n) => region.channels.slice(8 * n, 8 * n + 8).map((channel) => channel.index));
  return fc
    .tuple(fc.array(bank, { maxLength: 8 }), fc.array(single, { maxLength: 4 }), single)
    .map(([banks, singles, one]) => Array.from(new Set([banks.flat(), singles, one].flat())));
}

const editions = [...REGIONS, regionAt(getRegion("US915"), "RP001-1.0.2")];

for (const region of editions) {
  const edition =
    region.channelMasks[5] || region.channels.length !== 72 ? "" : " before ChMaskCntl 5";
  test(`LinkADRReq ${region.id}${edition}: a device ends with the wanted channels, known start or not`, () => {
    fc.assert(
      fc.property(subset(region), subset(region), (wanted, current) => {
        const known = buildChannelMasks(region, wanted, current);
        assert.deepEqual(applyAll(region, known, current), sorted(wanted));
        const unknown = buildChannelMasks(region, wanted);
        assert.deepEqual(applyAll(region, unknown, current), sorted(wanted));
        assert.ok(known.length <= unknown.length);
        assert.equal(buildChannelMasks(region, wanted, wanted).length, 0);
      }),
      { numRuns: 60 },
    );
  });
}

test("LinkADRReq US915: no shorter sequence of one or two commands does it", () => {
  const region = getRegion("US915");
  fc.assert(
    fc.property(subset(region), subset(region), (wanted, current) => {
      const length = buildChannelMasks(region, wanted, current).length;
      if (length < 2) return;
      const banks = [0, 1, 2, 3, 4].map((chMaskCntl) => ({
        chMaskCntl,
        chMask: bank(wanted, chMaskCntl),
      }));
      const wide = bank(wanted, 4);
      const globals = [
        { chMaskCntl: 6, chMask: wide },
        { chMaskCntl: 7, chMask: wide },
        ...Array.from({ length: 256 }, (_, chMask) => ({ chMaskCntl: 5, chMask })),
      ];
      const goal = sorted(wanted).join();
      for (const first of [...banks, ...globals]) {
        assert.notEqual(applyAll(region, [first], current).join(), goal);
        if (length < 3) continue;
        for (const second of banks) {
          assert.notEqual(applyAll(region, [first, second], current).join(), goal);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("chirpstack us915.rs: sub-band 1 of a device with all channels on, before ChMaskCntl 5", () => {
  const all = Array.from({ length: 72 }, (_, i) => i);
  const wanted = [0, 1, 2, 3, 4, 5, 6, 7, 64];
  assert.deepEqual(buildChannelMasks(regionAt(getRegion("US915"), "RP001-1.0.2"), wanted, all), [
    { chMaskCntl: 7, chMask: 0x0001 },
    { chMaskCntl: 0, chMask: 0x00ff },
  ]);
  assert.deepEqual(buildChannelMasks(getRegion("US915"), wanted, all), [
    { chMaskCntl: 5, chMask: 0x0001 },
  ]);
});

test("brocaar/lorawan: banks 0 … 3 and a device that lost channels 48 … 63 need one mask", () => {
  const wanted = Array.from({ length: 72 }, (_, i) => i);
  const current = wanted.filter((channel) => channel < 48 || channel > 63);
  assert.deepEqual(buildChannelMasks(getRegion("US915"), wanted, current), [
    { chMaskCntl: 3, chMask: 0xffff },
  ]);
});

test("RP002-1.0.4 US902-928, ChMaskCntl: 4 switches 64 … 71, 5 blocks of eight, 6 and 7 all 125 kHz", () => {
  const us = getRegion("US915");
  const after = (chMaskCntl: number, chMask: number): number[] =>
    applyAll(us, [{ chMaskCntl, chMask }], [20]);
  const range = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i);
  assert.deepEqual(after(3, 0x8001), [20, 48, 63]);
  assert.deepEqual(after(4, 0xff82), [20, 65, 71]);
  assert.deepEqual(after(5, 0x0081), [...range(0, 7), ...range(56, 64), 71]);
  assert.deepEqual(after(6, 0x0002), [...range(0, 63), 65]);
  assert.deepEqual(after(7, 0x0002), [65]);
});

test("a device refuses reserved ChMaskCntl values and channels it does not know", () => {
  const eu = getRegion("EU868");
  assert.equal(applyChannelMask(eu, { chMaskCntl: 1, chMask: 1 }, [0]), undefined);
  assert.equal(applyChannelMask(eu, { chMaskCntl: 0, chMask: 0b1000 }, [0]), undefined);
  assert.deepEqual(
    applyChannelMask(eu, { chMaskCntl: 0, chMask: 0b1000 }, [0], [0, 3]),
    new Set([3]),
  );
  assert.deepEqual(
    applyChannelMask(eu, { chMaskCntl: 6, chMask: 0 }, [], [0, 1, 9]),
    new Set([0, 1, 9]),
  );
});

test("asking for no channel, or an unknown one, is the caller's mistake", () => {
  const eu = getRegion("EU868");
  for (const wanted of [[], [3], [16], [-1], [0.5]]) {
    assert.throws(() => buildChannelMasks(eu, wanted), { code: "LW_BAD_CHANNELS" });
  }
});

function bank(channels: readonly number[], word: number): number {
  return channels
    .filter((channel) => channel >> 4 === word)
    .reduce((mask, channel) => mask | (1 << (channel & 15)), 0);
}
