import {
  channels,
  fixed,
  fsk,
  limit,
  lora,
  lrFhss,
  MASKS_OF_16_CHANNELS,
  revisionsBefore,
  rx1Steps,
  twoDbSteps,
} from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region } from "./region.ts";
import type { SubBand } from "./sub-band.ts";

/** EN 300 220-2 V3.2.1 table B.1, the rows open to non-specific short-range devices without LBT. */
const HARMONISED: readonly SubBand[] = [
  { id: "K", lowHz: 863_000_000, highHz: 865_000_000, dutyCycle: 0.001, maxErpDbm: 14 },
  { id: "L", lowHz: 865_000_000, highHz: 868_000_000, dutyCycle: 0.01, maxErpDbm: 14 },
  { id: "M", lowHz: 868_000_000, highHz: 868_600_000, dutyCycle: 0.01, maxErpDbm: 14 },
  { id: "N", lowHz: 868_700_000, highHz: 869_200_000, dutyCycle: 0.001, maxErpDbm: 14 },
  { id: "P", lowHz: 869_400_000, highHz: 869_650_000, dutyCycle: 0.1, maxErpDbm: 27 },
  { id: "R", lowHz: 869_700_000, highHz: 870_000_000, dutyCycle: 0.01, maxErpDbm: 14 },
];

const ACCESS_POINT_CHANNELS: readonly SubBand[] = [
  accessPoint(1, 865_700_000),
  accessPoint(2, 866_300_000),
  accessPoint(3, 866_900_000),
  accessPoint(4, 867_500_000),
];

function accessPoint(channel: number, centreHz: number): SubBand {
  return {
    id: `L-ap${channel}`,
    lowHz: centreHz - 100_000,
    highHz: centreHz + 100_000,
    dutyCycle: 0.1,
    maxErpDbm: 27,
    verify: "10 % and 500 mW need adaptive power control; check the national implementation",
  };
}

/** Data networks; devices may use less of the time than network access points. */
function unitedKingdom870(dutyCycle: number): SubBand {
  return {
    id: "UK-870",
    lowHz: 870_000_000,
    highHz: 874_400_000,
    dutyCycle,
    maxErpDbm: 27,
    verify:
      "OFCOM IR 2030 could not be read for this table: check the row with the regulator's text",
  };
}

const DATA_RATES: readonly DataRate[] = [
  lora(0, 12, 125_000, limit(59)),
  lora(1, 11, 125_000, limit(59)),
  lora(2, 10, 125_000, limit(59)),
  lora(3, 9, 125_000, limit(123)),
  lora(4, 8, 125_000, limit(250)),
  lora(5, 7, 125_000, limit(250)),
  lora(6, 7, 250_000, limit(250)),
  fsk(7, limit(250)),
  lrFhss(8, "1/3", 137_000, limit(58)),
  lrFhss(9, "2/3", 137_000, limit(123)),
  lrFhss(10, "1/3", 336_000, limit(58)),
  lrFhss(11, "2/3", 336_000, limit(123)),
];

const RX1_DATA_RATES = [0, 1, 2, 3, 4, 5, 6, 7, 1, 2, 1, 2].map((dataRate) => rx1Steps(dataRate));

/** @see RP002-1.0.4, clause EU863-870; EN 300 220-2 V3.2.1; ERC/REC 70-03 annex 1 */
export const EU868: Region = {
  id: "EU868",
  name: "EU863-870",
  source: "RP002-1.0.4, clause EU863-870",
  plan: "dynamic",
  bandHz: [863_000_000, 870_000_000],
  frequencyStepHz: 100,
  dataRates: DATA_RATES,
  channels: channels([868_100_000, 868_300_000, 868_500_000], [0, 5]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 5] },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: {
    dataRates: RX1_DATA_RATES,
    frequency: "uplink",
  },
  rx2: { frequency: fixed(869_525_000), dataRate: 0 },
  txPower: { maxEirpDbm: 16, offsetsDb: twoDbSteps(7) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 3, frequency: fixed(869_525_000), rfuBytes: [1, 0] },
    pingSlot: { dataRate: 3, frequency: fixed(869_525_000) },
  },
  regulation: [
    { id: "EU868", source: "EN 300 220-2 V3.2.1; ERC/REC 70-03 annex 1", subBands: HARMONISED },
    {
      id: "EU868-gateway",
      source: "ERC/REC 70-03 annex 2: network access points on four 200 kHz channels",
      subBands: [...ACCESS_POINT_CHANNELS, ...HARMONISED.filter((band) => band.id !== "L")],
    },
    {
      id: "UK868",
      source: "OFCOM IR 2030",
      subBands: [...HARMONISED, unitedKingdom870(0.025)],
    },
    {
      id: "UK868-gateway",
      source: "OFCOM IR 2030",
      subBands: [
        ...ACCESS_POINT_CHANNELS,
        ...HARMONISED.filter((band) => band.id !== "L"),
        unitedKingdom870(0.1),
      ],
    },
  ],
  earlier: [
    {
      revisions: revisionsBefore("RP002-1.0.2"),
      tables: {
        dataRates: DATA_RATES.slice(0, 8),
        rx1: { dataRates: RX1_DATA_RATES.slice(0, 8), frequency: "uplink" },
      },
    },
    {
      revisions: revisionsBefore("RP001-1.0.2-B"),
      tables: { txPower: { maxEirpDbm: 16, offsetsDb: twoDbSteps(5) } },
    },
  ],
};
