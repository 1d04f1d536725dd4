import {
  channels,
  dwellBound,
  grid,
  gridFrequencies,
  limit,
  lora,
  lrFhss,
  MASKS_OF_72_CHANNELS,
  MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8,
  revisionsBefore,
  twoDbSteps,
} from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region, UplinkChannel } from "./region.ts";

/** FCC §15.247 (a)(1)(i): 0.4 s within 20 s on one frequency. */
const DWELL_MS = 400;

const UPLINK_125 = grid(902_300_000, 200_000, 64);
const DOWNLINK = grid(923_300_000, 600_000, 8);

const DATA_RATES: readonly DataRate[] = [
  dwellBound(0, 10, 125_000, DWELL_MS, "up"),
  dwellBound(1, 9, 125_000, DWELL_MS, "up"),
  dwellBound(2, 8, 125_000, DWELL_MS, "up"),
  dwellBound(3, 7, 125_000, DWELL_MS, "up"),
  dwellBound(4, 8, 500_000, DWELL_MS, "up"),
  lrFhss(5, "1/3", 1_523_000, limit(58)),
  lrFhss(6, "2/3", 1_523_000, limit(133)),
  lora(8, 12, 500_000, limit(61, 41), "down"),
  lora(9, 11, 500_000, limit(137, 117), "down"),
  lora(10, 10, 500_000, limit(250), "down"),
  lora(11, 9, 500_000, limit(250), "down"),
  lora(12, 8, 500_000, limit(250), "down"),
  lora(13, 7, 500_000, limit(250), "down"),
];

const RX1_DATA_RATES: readonly (readonly number[])[] = [
  [10, 9, 8, 8],
  [11, 10, 9, 8],
  [12, 11, 10, 9],
  [13, 12, 11, 10],
  [13, 13, 12, 11],
  [10, 9, 8, 8],
  [11, 10, 9, 8],
];

function uplinkChannels(widestDataRate: number): UplinkChannel[] {
  return [
    ...channels(gridFrequencies(UPLINK_125), [0, 3]),
    ...channels(gridFrequencies(grid(903_000_000, 1_600_000, 8)), [4, widestDataRate], 64),
  ];
}

/** @see RP002-1.0.4, clause US902-928; 47 CFR §15.247 */
export const US915: Region = {
  id: "US915",
  name: "US902-928",
  source: "RP002-1.0.4, clause US902-928",
  plan: "fixed",
  bandHz: [902_000_000, 928_000_000],
  frequencyStepHz: 100,
  dataRates: DATA_RATES,
  channels: uplinkChannels(6),
  maxChannels: 72,
  cfList: { type: 1 },
  join: { dataRates: [0, 4] },
  maxAdrDataRate: 3,
  rx1: { dataRates: RX1_DATA_RATES, frequency: DOWNLINK },
  rx2: { frequency: grid(923_300_000, 0, 1), dataRate: 8 },
  txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(14) },
  channelMasks: MASKS_OF_72_CHANNELS,
  dwell: {
    limitMs: DWELL_MS,
    uplink: "always",
    downlink: "never",
    defaultUplink: true,
    defaultDownlink: false,
  },
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 8, frequency: DOWNLINK, rfuBytes: [4, 3] },
    pingSlot: { dataRate: 8, frequency: DOWNLINK },
  },
  regulation: [
    {
      id: "US915",
      source: "47 CFR §15.247: no duty cycle; each 125 kHz frequency at most 0.4 s within 20 s",
      subBands: [
        {
          id: "US-902",
          lowHz: 902_000_000,
          highHz: 928_000_000,
          dutyCycle: 1,
          maxErpDbm: 27.85,
          channelDwell: { limitMs: DWELL_MS, windowMs: 20_000, maxBandwidthHz: 250_000 },
        },
      ],
    },
  ],
  earlier: [
    {
      revisions: ["RP001-1.0.3-A"],
      tables: { txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(15) } },
    },
    {
      revisions: revisionsBefore("RP002-1.0.2"),
      tables: {
        dataRates: DATA_RATES.filter((rate) => rate.modulation.modulation !== "lr-fhss"),
        channels: uplinkChannels(4),
        rx1: { dataRates: RX1_DATA_RATES.slice(0, 5), frequency: DOWNLINK },
      },
    },
    {
      revisions: ["TS001-1.0"],
      tables: { dataRates: withDataRate2(137) },
    },
    {
      revisions: ["TS001-1.0.1"],
      tables: { dataRates: withDataRate2(134) },
    },
    {
      revisions: revisionsBefore("RP001-1.0.3-A"),
      tables: {
        cfList: undefined,
        txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(10) },
        channelMasks: MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8,
      },
    },
  ],
};

/** The first editions allowed DR2 a little more than 400 ms. */
function withDataRate2(m: number): DataRate[] {
  return DATA_RATES.filter((rate) => rate.modulation.modulation !== "lr-fhss").map((rate) =>
    rate.index === 2 ? lora(2, 8, 125_000, limit(m), "up") : rate,
  );
}
