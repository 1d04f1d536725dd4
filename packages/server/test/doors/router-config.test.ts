import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  decodeServerMessage,
  encodeServerMessage,
  STATION_REGIONS,
  type RouterConfig,
} from "@lorats/backhaul";
import { getRegion, REGIONS } from "@lorats/lorawan";
import { DEFAULT_OPTIONS, type Gateway } from "@lorats/network";
import { routerConfig } from "../../src/doors/basics-station/router-config.ts";

const GATEWAY = {
  subtractsOwnGain: true,
  antennaGainDbi: 5,
  cableLossDb: 2,
} as Gateway;

function configOf(regionId: string, gateway: Partial<Gateway> = {}, beacons = false): RouterConfig {
  const region = getRegion(regionId);
  const settings = DEFAULT_OPTIONS.regions[region.id] ?? {};
  const muxTimeS = 1_795_245_696.5;
  return routerConfig({ gateway: { ...GATEWAY, ...gateway }, region, settings, beacons, muxTimeS });
}

describe("router_config", () => {
  it("names every region so that stations send in it, and comes back from the wire as it was", () => {
    // 2.4 GHz concentrators are not what Basics Station drives.
    for (const { id } of REGIONS.filter(({ id }) => id !== "ISM2400")) {
      const config = configOf(id);
      assert.ok((STATION_REGIONS as readonly string[]).includes(config.region), id);
      const read = decodeServerMessage(encodeServerMessage(config));
      assert.ok(read.ok, id);
      assert.deepEqual(
        { ...read.value, dataRates: undefined },
        { ...config, freqRangeHz: [...config.freqRangeHz], dataRates: undefined },
        id,
      );
      const rates = (read.value as RouterConfig).dataRates.map((rate) => rate?.modulation);
      assert.deepEqual(
        rates,
        config.dataRates.map((rate) => rate?.modulation),
        id,
      );
    }
  });

  it("listens to a sub-band of a fixed plan, with its wide channel", () => {
    for (let subBand = 0; subBand < 8; subBand++) {
      const { boards } = configOf("US915", { subBand });
      const [board] = boards;
      const heard = board!.multiSf.map(({ radio, ifHz }) => board!.radios[radio]!.freqHz + ifHz);
      const first = 902_300_000 + subBand * 1_600_000;
      assert.deepEqual(
        heard,
        Array.from({ length: 8 }, (_, i) => first + i * 200_000),
      );
      const { radio, ifHz, bwHz, sf } = board!.loraStd!;
      assert.deepEqual(
        [board!.radios[radio]!.freqHz + ifHz, bwHz, sf],
        [903_000_000 + subBand * 1_600_000, 500_000, 8],
      );
    }
    assert.equal(configOf("CN470", { subBand: 10 }).boards[0]!.multiSf.length, 8);
  });

  it("takes gain and loss off the limit exactly where the station does not", () => {
    assert.equal(configOf("US915").maxEirpDbm, 30);
    assert.equal(configOf("US915", { subtractsOwnGain: false }).maxEirpDbm, 27);
  });

  it("lays beacons out as the specification does, when there are to be any", () => {
    assert.equal(configOf("EU868").beaconing, undefined);
    assert.deepEqual(configOf("EU868", {}, true).beaconing, {
      dr: 3,
      layout: [2, 8, 17],
      freqsHz: [869_525_000],
    });
    const us = configOf("US915", {}, true).beaconing!;
    assert.deepEqual([us.dr, us.layout, us.freqsHz.length], [8, [5, 11, 23], 8]);
  });
});
