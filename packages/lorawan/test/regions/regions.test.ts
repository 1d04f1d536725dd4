import assert from "node:assert/strict";
import { test } from "node:test";
import {
  beaconFrequencyHz,
  CURRENT_REVISION,
  dataRateOf,
  eirpDbm,
  EIRP_OVER_ERP_DB,
  findDataRate,
  findSubBand,
  getRegion,
  maxApplicationPayload,
  maxMacPayload,
  pingSlotFrequencyHz,
  REGIONAL_REVISIONS,
  regionAt,
  REGIONS,
  rx1DataRate,
  rx1FrequencyHz,
  rx2FrequencyHz,
  timeOnAirMs,
  type Region,
} from "../../src/index.ts";

const m = (region: Region, rates: readonly number[], conditions = {}): number[] =>
  rates.map((rate) => maxMacPayload(region, rate, conditions));

for (const region of REGIONS) {
  for (const revision of REGIONAL_REVISIONS) {
    if (revision !== CURRENT_REVISION && region.earlier.length === 0) continue;
    test(`${region.id} as of ${revision}: the tables agree with each other`, () => {
      agree(regionAt(region, revision));
    });
  }
}

function agree(region: Region): void {
  const usable = (index: number, direction: "up" | "down"): boolean => {
    const rate = dataRateOf(region, index);
    return rate !== undefined && (rate.direction === "both" || rate.direction === direction);
  };
  for (const channel of region.channels) {
    assert.ok(channel.frequencyHz >= region.bandHz[0] && channel.frequencyHz <= region.bandHz[1]);
    assert.ok(usable(channel.minDataRate, "up") && usable(channel.maxDataRate, "up"));
    assert.equal(channel.frequencyHz % region.frequencyStepHz, 0);
    for (const profile of region.regulation) {
      if (profile.id.includes("gateway")) continue;
      assert.ok(findSubBand(profile, channel.frequencyHz), `${profile.id}: ${channel.frequencyHz}`);
    }
  }
  assert.ok(region.channels.every((channel, i) => channel.index === i));
  assert.ok(usable(region.rx2.dataRate, "down"));
  assert.ok(usable(region.join.dataRates[0], "up") && usable(region.join.dataRates[1], "up"));
  assert.ok(usable(region.maxAdrDataRate, "up"));
  assert.ok(usable(region.classB.beacon.dataRate, "down"));
  assert.ok(usable(region.classB.pingSlot.dataRate, "down"));
  for (const rate of region.dataRates) {
    assert.equal(
      findDataRate(region, rate.modulation, rate.direction === "down" ? "down" : "up"),
      rate.index,
    );
    const { plain, repeater, dwell } = rate.maxMacPayload;
    assert.ok(repeater <= plain && (dwell ?? 0) <= plain);
    const uplinkRow = region.rx1.dataRates[rate.index];
    assert.equal(
      (uplinkRow?.length ?? 0) > 0,
      rate.direction !== "down",
      `RX1 row of DR${rate.index}`,
    );
  }
  for (const table of [region.rx1.dataRates, region.rx1.dataRatesUnderDwell ?? []]) {
    for (const answer of table.flat()) assert.ok(usable(answer, "down"), `RX1 answers DR${answer}`);
  }
}

test("RP002-1.0.4 US902-928, maximum payload size: what fits into 400 ms, and what the table says", () => {
  const us = getRegion("US915");
  assert.deepEqual(m(us, [0, 1, 2, 3, 4, 5, 6]), [19, 61, 133, 250, 250, 58, 133]);
  assert.deepEqual(m(us, [8, 9, 10, 11, 12, 13]), [61, 137, 250, 250, 250, 250]);
  const repeater = { repeater: true };
  assert.deepEqual(m(us, [0, 1, 2, 3, 4], repeater), [19, 61, 133, 230, 230]);
  assert.deepEqual(m(us, [8, 9, 10, 11, 12, 13], repeater), [41, 117, 230, 230, 230, 230]);
});

test("RP002-1.0.4 AS923 and AU915-928: with UplinkDwellTime what fits into 400 ms", () => {
  const dwell = { dwell: true };
  assert.deepEqual(
    m(getRegion("AS923"), [0, 1, 2, 3, 4, 5, 6, 7], dwell),
    [0, 0, 19, 61, 133, 250, 250, 250],
  );
  assert.deepEqual(
    m(getRegion("AS923"), [0, 1, 2, 3, 4, 5, 6, 7]),
    [59, 59, 123, 123, 250, 250, 250, 250],
  );
  assert.deepEqual(
    m(getRegion("AU915"), [0, 1, 2, 3, 4, 5, 6, 7], dwell),
    [0, 0, 19, 61, 133, 250, 250, 58],
  );
  assert.deepEqual(m(getRegion("AU915"), [8, 9], { dwell: true, repeater: true }), [41, 117]);
});

test("RP002-1.0.4 CN470-510: what fits into one second", () => {
  assert.deepEqual(
    m(getRegion("CN470-20A"), [0, 1, 2, 3, 4, 5, 6, 7]),
    [0, 31, 94, 192, 250, 250, 250, 250],
  );
});

test("every dwell-bound size is the largest: one byte more would take too long", () => {
  for (const region of REGIONS) {
    const { dwell } = region;
    if (!dwell) continue;
    for (const { modulation, maxMacPayload, direction } of region.dataRates) {
      if (modulation.modulation !== "lora" || direction === "down") continue;
      const size: number = dwell.uplink === "always" ? maxMacPayload.plain : maxMacPayload.dwell!;
      if (size > 0) assert.ok(timeOnAirMs(modulation, size + 5) <= dwell.limitMs);
      if (size < 250) assert.ok(timeOnAirMs(modulation, Math.max(size, 8) + 6) > dwell.limitMs);
    }
  }
});

test("N is M less FHDR, FPort and options, never negative", () => {
  const us = getRegion("US915");
  assert.equal(maxApplicationPayload(us, 0), 11);
  assert.equal(maxApplicationPayload(us, 0, {}, 4), 7);
  assert.equal(maxApplicationPayload(us, 0, {}, 15), 0);
  assert.equal(maxApplicationPayload(us, 7), 0);
});

test("chirpstack as923.rs: RX1 data rates under downlink dwell time", () => {
  const as = getRegion("AS923");
  const cells = [
    [5, 0],
    [5, 1],
    [5, 2],
    [5, 3],
    [5, 4],
    [5, 5],
    [5, 6],
    [5, 7],
    [2, 6],
    [2, 7],
  ];
  assert.deepEqual(
    cells.map(([dataRate, offset]) => rx1DataRate(as, dataRate!, offset!, true)),
    [5, 4, 3, 2, 2, 2, 6, 7, 3, 4],
  );
  assert.equal(rx1DataRate(regionAt(as, "RP001-1.0.3-A"), 5, 7, true), 5);
});

test("RX1 of an unknown data rate, offset or channel is not guessed", () => {
  const us = getRegion("US915");
  assert.equal(rx1DataRate(us, 7, 0), undefined);
  assert.equal(rx1DataRate(us, 0, 4), undefined);
  assert.equal(rx1FrequencyHz(us, { frequencyHz: 902_400_000 }), undefined);
  assert.equal(rx1FrequencyHz(us, { frequencyHz: 903_000_000, dataRate: 4 }), 923_300_000);
});

test("LoRaMac-node RegionCN470: the 20 join channels and where their RX1 and RX2 listen", () => {
  // Uplink and RX1 of a join-request, RX2 after it, in 100 kHz.
  const plans: Record<string, readonly (readonly [number, number, number])[]> = {
    "CN470-20A": [
      [4709, 4845, 4853],
      [4725, 4861, 4869],
      [4741, 4877, 4885],
      [4757, 4893, 4901],
      [5041, 4909, 4917],
      [5057, 4925, 4933],
      [5073, 4941, 4949],
      [5089, 4957, 4965],
    ],
    "CN470-20B": [
      [4799, 4799, 4783],
      [4999, 4999, 4983],
    ],
    "CN470-26A": [
      [4703, 4925, 4925],
      [4723, 4925, 4925],
      [4743, 4925, 4925],
      [4763, 4925, 4925],
      [4783, 4925, 4925],
    ],
    "CN470-26B": [
      [4803, 5025, 5025],
      [4823, 5025, 5025],
      [4843, 5025, 5025],
      [4863, 5025, 5025],
      [4883, 5025, 5025],
    ],
  };
  for (const [id, rows] of Object.entries(plans)) {
    const region = getRegion(id);
    const actual = region.join.channels!.map((index) => {
      const { frequencyHz } = region.channels[index]!;
      const rx1 = rx1FrequencyHz(region, { frequencyHz, join: true })!;
      return [frequencyHz, rx1, rx2FrequencyHz(region, index)].map((hz) => hz / 1e5);
    });
    assert.deepEqual(actual, rows);
  }
  assert.equal(rx2FrequencyHz(getRegion("CN470-20A")), 486_900_000);
  assert.equal(rx2FrequencyHz(getRegion("CN470-20B")), 498_300_000);
});

test("LoRaMac-node RegionCN470: data downlinks of the 26 MHz plans wrap after 24 channels", () => {
  const region = getRegion("CN470-26A");
  assert.equal(rx1FrequencyHz(region, { frequencyHz: 470_300_000 }), 490_100_000);
  assert.equal(rx1FrequencyHz(region, { frequencyHz: 475_100_000 }), 490_100_000);
  assert.equal(rx1FrequencyHz(region, { frequencyHz: 479_700_000 }), 494_700_000);
});

test("LoRaMac-node RegionCN470: beacons and ping slots hop within the join channel's group", () => {
  const a = getRegion("CN470-20A");
  assert.equal(beaconFrequencyHz(a, 0, 3), 483_900_000);
  assert.equal(beaconFrequencyHz(a, 128 * 9, 3), 484_100_000);
  assert.equal(beaconFrequencyHz(a, 0, 35), 490_300_000);
  assert.equal(pingSlotFrequencyHz(a, 1, 0, 59), 483_900_000 + 7 * 1_600_000 + 200_000);
  const b = getRegion("CN470-20B");
  assert.equal(beaconFrequencyHz(b, 128 * 5, 15), 481_500_000);
  assert.equal(beaconFrequencyHz(b, 128 * 5, 47), 501_500_000);
  assert.equal(pingSlotFrequencyHz(b, 33, 0, 47), 497_100_000);
  assert.equal(beaconFrequencyHz(getRegion("CN470-26B"), 12_800), 504_900_000);
});

test("LoRaWAN L2 1.0.4 §12: US915 beacons step through eight channels, ping slots add the address", () => {
  const us = getRegion("US915");
  assert.deepEqual(
    [0, 1, 7, 8].map((period) => beaconFrequencyHz(us, 128 * period + 5)),
    [923_300_000, 923_900_000, 927_500_000, 923_300_000],
  );
  assert.equal(pingSlotFrequencyHz(us, 0xffff_ffff, 0), 927_500_000);
});

test("earlier editions: AU915 had US915's data rates, EU868 no LR-FHSS, US915 no ChMaskCntl 5", () => {
  const au = regionAt(getRegion("AU915"), "RP001-1.0.2");
  assert.deepEqual(dataRateOf(au, 0)?.modulation, { modulation: "lora", sf: 10, bwHz: 125_000 });
  assert.equal(au.channels[64]!.minDataRate, 4);
  const eu = regionAt(getRegion("EU868"), "RP002-1.0.1");
  assert.equal(dataRateOf(eu, 8), undefined);
  assert.equal(regionAt(getRegion("US915"), "RP001-1.0.2-B").channelMasks[5], undefined);
  assert.deepEqual(m(regionAt(getRegion("US915"), "TS001-1.0"), [2]), [137]);
  assert.equal(regionAt(getRegion("KR920"), "RP001-1.0.2").txPower.maxEirpDbm, 20);
  for (const region of REGIONS) assert.deepEqual(regionAt(region, CURRENT_REVISION), region);
});

test("TXPower: two decibels an index below the device's maximum; the rest is reserved", () => {
  const eu = getRegion("EU868");
  assert.equal(eirpDbm(eu, 0), 16);
  assert.equal(eirpDbm(eu, 7), 2);
  assert.equal(eirpDbm(eu, 5, 14), 4);
  assert.equal(eirpDbm(eu, 8), undefined);
  assert.equal(eirpDbm(eu, 15), undefined);
});

test("TXPower of RP001-1.0.2: Korea and China counted in other steps", () => {
  const steps = (id: string): number[] => {
    const region = regionAt(getRegion(id), "RP001-1.0.2");
    return [0, 1, 2, 6].map((index) => eirpDbm(region, index)!);
  };
  assert.deepEqual(steps("KR920"), [20, 14, 10, 0]);
  assert.deepEqual(steps("CN470"), [17, 16, 14, 5]);
});

test("ERC/REC 70-03 annex 1: sub-bands K, L, M, N, P, R with duty cycle and ERP", () => {
  const [law, gateway, uk, ukGateway] = getRegion("EU868").regulation;
  const of = (hz: number): unknown[] => {
    const band = findSubBand(law!, hz);
    return [band?.id, band?.dutyCycle, band?.maxErpDbm];
  };
  assert.deepEqual(of(864_000_000), ["K", 0.001, 14]);
  assert.deepEqual(of(867_100_000), ["L", 0.01, 14]);
  assert.deepEqual(of(868_300_000), ["M", 0.01, 14]);
  assert.deepEqual(of(868_800_000), ["N", 0.001, 14]);
  assert.deepEqual(of(869_525_000), ["P", 0.1, 27]);
  assert.deepEqual(of(869_850_000), ["R", 0.01, 14]);
  assert.deepEqual(of(868_650_000), [undefined, undefined, undefined]);
  assert.equal(findSubBand(gateway!, 867_500_000)?.dutyCycle, 0.1);
  for (const profile of [uk!, ukGateway!]) {
    assert.ok(findSubBand(profile, 872_000_000)?.verify, "the UK row is marked as unverified");
  }
  assert.equal(findSubBand(ukGateway!, 866_300_000)?.maxErpDbm, 27);
  assert.ok(Math.abs(10 ** (EIRP_OVER_ERP_DB / 10) - 1.64) < 0.001);
});

test("regions are found by name, case aside, and an unknown one names the known", () => {
  assert.equal(getRegion("eu868").name, "EU863-870");
  assert.equal(getRegion("AS923").id, "AS923-1");
  assert.throws(() => getRegion("XX"), { code: "LW_UNKNOWN_REGION", message: /ISM2400/ });
});
