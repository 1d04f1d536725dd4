import assert from "node:assert/strict";
import { test } from "node:test";
import fixture from "../fixtures/brocaar-regions/regions.json" with { type: "json" };
import {
  buildCfList,
  dataRateOf,
  eirpDbm,
  encodeCfList,
  getRegion,
  LORAWAN_DEFAULTS,
  maxApplicationPayload,
  maxMacPayload,
  pingSlotFrequencyHz,
  regionAt,
  rx1DataRate,
  rx1FrequencyHz,
  rx2FrequencyHz,
  type Region,
  type RegionalRevision,
} from "../../src/index.ts";
import { toHex } from "@lorats/base";

interface OracleDataRate {
  dr: number;
  mod: "LORA" | "FSK" | "LR_FHSS";
  sf: number;
  bw: number;
  bitrate: number;
  maxPayload: Record<string, [m: number, n: number]>;
}

interface Oracle {
  defaults: {
    joinaccept1: number;
    joinaccept2: number;
    rx2dr: number;
    rx2freq: number;
    rxdelay1: number;
    rxdelay2: number;
  };
  drs: OracleDataRate[];
  rx1dr: Record<string, number>;
  txpoweroffset: number[];
  txparamsetup_support: boolean;
  uplink: [frequencyHz: number, minDr: number, maxDr: number, rx1Hz: number][];
  pingslotfreq: Record<string, number>;
  cflist103?: string;
}

/** The oracle's keys, as the edition each stands for. */
const EDITIONS: Record<string, RegionalRevision> = {
  "1.0.0_A": "TS001-1.0",
  "1.0.1_A": "TS001-1.0.1",
  "1.0.2_A": "RP001-1.0.2",
  "1.0.2_B": "RP001-1.0.2-B",
  "1.0.3_A": "RP001-1.0.3-A",
  "1.1.0_A": "RP001-1.1-A",
  "1.1.0_B": "RP001-1.1-B",
  "1.0.4_RP002-1.0.3": "RP002-1.0.3",
};

/** Where the oracle is known to be wrong or to mean something else; every line must be needed. */
const KNOWN: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /^(?!US915).* payload DR\d+ 1\.0\.0_A$/,
    "no table of TS001-1.0 there: it answers with its latest",
  ],
  [/^AS923-\d payload DR2 1\.0\.1_A/, "AS923 entered with RP001-1.0.2"],
  [/^(EU868|AU915) payload DR(7|8|9|1[01]) 1\.[01]\.\d_[AB]/, "LR-FHSS entered with RP002-1.0.2"],
  [
    /^CN470 payload DR[45] 1\.[01]\.\d_[AB]/,
    "it gives the repeater's 230 bytes, and no plain figure",
  ],
  [
    /^CN470 payload DR\d 1\.0\.4_RP002/,
    "RP002 payload sizes on RP001 channels: compared with CN470-20A below",
  ],
  [/^AS923-\d rx1 [4-7]\/[0-7]/, "its table ends at DR5 where RP002 goes on to DR7"],
  [
    /^KR920 rx1 ([67]\/|5\/7|\d\/[67])/,
    "KR920 has neither DR6 nor DR7 nor offsets above 5; the rows are IN865's",
  ],
  [/^IN865 rx1 (5\/7|7\/1)/, "RP002 skips the undefined DR6: 5/7 is DR7 and 7/1 is DR5"],
  [/^US915 rx1 (8|9|1\d)\//, "rows of downlink data rates, which no uplink has"],
  [/^ISM2400 rx1 5\/2/, "a slip in the table: DR5 less 2 is DR3"],
  [/^ISM2400 payload DR2 /, "its N is the repeater's 220 beside an M of 248"],
  [/^ISM2400 TxParamSetup/, "the draft has no such command"],
  [/^US915 TXPower/, "ends at index 10 as RP001-1.0.2 did; later editions go to 14"],
  [/^AU915 payload DR\d+ 1\.0\.[12]_A/, "these editions knew no dwell time"],
];

const used = new Set<RegExp>();
const seen = new Set<string>();

function check(what: string, actual: unknown, expected: unknown): void {
  if (Object.is(actual, expected)) return;
  const known = KNOWN.find(([pattern]) => pattern.test(what));
  assert.ok(known, `${what}: ${String(actual)}, but the oracle says ${String(expected)}`);
  used.add(known[0]);
  seen.add(what);
}

for (const [key, value] of Object.entries(fixture)) {
  const [name, dwellText] = key.split("/") as [string, string];
  if (name === "CN779") continue;
  const oracle = value as unknown as Oracle;
  const region = getRegion(name);
  const dwell = dwellText === "dwell1";

  test(`brocaar/lorawan ${key}: data rates and payload sizes`, () => {
    for (const rate of oracle.drs) {
      // DR6 and DR7 came with RP002's plans: compared with those below.
      if (region.id === "CN470" && rate.dr > 5) continue;
      compareModulation(region, rate);
      for (const [edition, [m, n]] of Object.entries(rate.maxPayload)) {
        const at = regionAt(region, EDITIONS[edition]!);
        const what = `${region.id} payload DR${rate.dr} ${edition}`;
        check(what, maxMacPayload(at, rate.dr, { dwell }), m);
        check(what, maxApplicationPayload(at, rate.dr, { dwell }), n);
      }
    }
  });

  test(`brocaar/lorawan ${key}: receive windows`, () => {
    for (const [cell, expected] of Object.entries(oracle.rx1dr)) {
      const [dataRate, offset] = cell.split("/").map(Number) as [number, number];
      check(`${region.id} rx1 ${cell}`, rx1DataRate(region, dataRate, offset, dwell), expected);
    }
    check(`${region.id} rx2 DR`, region.rx2.dataRate, oracle.defaults.rx2dr);
    check(`${region.id} rx2 frequency`, rx2FrequencyHz(region), oracle.defaults.rx2freq);
    check("RECEIVE_DELAY1", LORAWAN_DEFAULTS.receiveDelay1Ms, oracle.defaults.rxdelay1);
    check("RECEIVE_DELAY2", LORAWAN_DEFAULTS.receiveDelay2Ms, oracle.defaults.rxdelay2);
    check("JOIN_ACCEPT_DELAY1", LORAWAN_DEFAULTS.joinAcceptDelay1Ms, oracle.defaults.joinaccept1);
    check("JOIN_ACCEPT_DELAY2", LORAWAN_DEFAULTS.joinAcceptDelay2Ms, oracle.defaults.joinaccept2);
  });

  test(`brocaar/lorawan ${key}: channels, powers, class B, CFList`, () => {
    assert.equal(region.channels.length, oracle.uplink.length);
    for (const [i, [frequencyHz, minDr, maxDr, rx1Hz]] of oracle.uplink.entries()) {
      const channel = region.channels[i];
      assert.deepEqual(channel, {
        index: i,
        frequencyHz,
        minDataRate: minDr,
        maxDataRate: maxDr,
      });
      assert.equal(rx1FrequencyHz(region, { frequencyHz, dataRate: minDr }), rx1Hz);
    }
    for (const [index, offsetDb] of oracle.txpoweroffset.entries()) {
      assert.equal(eirpDbm(region, index), region.txPower.maxEirpDbm + offsetDb);
    }
    check(`${region.id} TXPower`, region.txPower.offsetsDb.length, oracle.txpoweroffset.length);
    check(`${region.id} TxParamSetup`, region.txParamSetup, oracle.txparamsetup_support);
    for (const [where, expected] of Object.entries(oracle.pingslotfreq)) {
      const [devAddr, timeS] = where.split("@") as [string, string];
      const actual = pingSlotFrequencyHz(region, Number.parseInt(devAddr, 16), Number(timeS));
      check(`${region.id} ping slot ${where}`, actual, expected);
    }
    if (oracle.cflist103) {
      assert.equal(toHex(encodeCfList(buildCfList(region, region.channels)!)), oracle.cflist103);
    }
  });
}

test("brocaar/lorawan CN470: its RP002 payload sizes are those of the four RP002 plans", () => {
  const oracle = fixture["CN470/dwell0"] as unknown as Oracle;
  for (const id of ["CN470-20A", "CN470-20B", "CN470-26A", "CN470-26B"]) {
    for (const rate of oracle.drs) {
      const m = rate.maxPayload["1.0.4_RP002-1.0.3"]![0];
      assert.equal(maxMacPayload(getRegion(id), rate.dr), m);
      if (m > 0) compareModulation(getRegion(id), rate);
    }
  }
});

test("every known difference is needed, and none hides much", () => {
  for (const [pattern, why] of KNOWN) assert.ok(used.has(pattern), `no longer needed: ${why}`);
  assert.ok(seen.size < 200, `${seen.size} differences`);
});

function compareModulation(region: Region, oracle: OracleDataRate): void {
  const rate = dataRateOf(region, oracle.dr);
  assert.ok(rate, `${region.id} lacks DR${oracle.dr}`);
  const { modulation } = rate;
  switch (modulation.modulation) {
    case "lora":
      assert.deepEqual(
        [oracle.mod, oracle.sf, oracle.bw],
        ["LORA", modulation.sf, Math.trunc(modulation.bwHz / 1000)],
      );
      break;
    case "fsk":
      assert.deepEqual([oracle.mod, oracle.bitrate], ["FSK", modulation.bitrateBps]);
      break;
    case "lr-fhss":
      assert.equal(oracle.mod, "LR_FHSS");
      assert.ok(rate.direction === "up");
  }
}
