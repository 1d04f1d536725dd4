import {
  channels,
  dwellSwitched,
  grid,
  gridFrequencies,
  limit,
  lora,
  lrFhss,
  MASKS_OF_72_CHANNELS,
  MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8,
  revisionsBefore,
  switchableLimit,
  twoDbSteps,
} from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region, UplinkChannel } from "./region.ts";

const DOWNLINK = grid(923_300_000, 600_000, 8);

const DOWNLINK_DATA_RATES: readonly DataRate[] = [
  lora(8, 12, 500_000, limit(61, 41), "down"),
  lora(9, 11, 500_000, limit(137, 117), "down"),
  lora(10, 10, 500_000, limit(250), "down"),
  lora(11, 9, 500_000, limit(250), "down"),
  lora(12, 8, 500_000, limit(250), "down"),
  lora(13, 7, 500_000, limit(250), "down"),
];

const LORA_DATA_RATES: readonly DataRate[] = [
  dwellSwitched(0, 12, 125_000, 59, "up"),
  dwellSwitched(1, 11, 125_000, 59, "up"),
  dwellSwitched(2, 10, 125_000, 59, "up"),
  dwellSwitched(3, 9, 125_000, 123, "up"),
  dwellSwitched(4, 8, 125_000, 250, "up"),
  dwellSwitched(5, 7, 125_000, 250, "up"),
  dwellSwitched(6, 8, 500_000, 250, "up"),
  ...DOWNLINK_DATA_RATES,
];

const RX1_DATA_RATES: readonly (readonly number[])[] = [
  [8, 8, 8, 8, 8, 8],
  [9, 8, 8, 8, 8, 8],
  [10, 9, 8, 8, 8, 8],
  [11, 10, 9, 8, 8, 8],
  [12, 11, 10, 9, 8, 8],
  [13, 12, 11, 10, 9, 8],
  [13, 13, 12, 11, 10, 9],
  [9, 8, 8, 8, 8, 8],
];

/** Before RP001-1.0.2 revision B the plan had US915's data rates. */
const US_STYLE_RX1: readonly (readonly number[])[] = [
  [10, 9, 8, 8],
  [11, 10, 9, 8],
  [12, 11, 10, 9],
  [13, 12, 11, 10],
  [13, 13, 12, 11],
];

function uplinkChannels(fastest125: number, widestDataRate: number): UplinkChannel[] {
  return [
    ...channels(gridFrequencies(grid(915_200_000, 200_000, 64)), [0, fastest125]),
    ...channels(
      gridFrequencies(grid(915_900_000, 1_600_000, 8)),
      [fastest125 + 1, widestDataRate],
      64,
    ),
  ];
}

/** @see RP002-1.0.4, clause AU915-928 */
export const AU915: Region = {
  id: "AU915",
  name: "AU915-928",
  source: "RP002-1.0.4, clause AU915-928",
  plan: "fixed",
  bandHz: [915_000_000, 928_000_000],
  frequencyStepHz: 100,
  dataRates: [...LORA_DATA_RATES, lrFhss(7, "1/3", 1_523_000, switchableLimit(58, 58))].sort(
    (a, b) => a.index - b.index,
  ),
  channels: uplinkChannels(5, 7),
  maxChannels: 72,
  cfList: { type: 1 },
  join: { dataRates: [0, 6] },
  maxAdrDataRate: 5,
  rx1: { dataRates: RX1_DATA_RATES, frequency: DOWNLINK },
  rx2: { frequency: grid(923_300_000, 0, 1), dataRate: 8 },
  txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(14) },
  channelMasks: MASKS_OF_72_CHANNELS,
  dwell: {
    limitMs: 400,
    uplink: "configurable",
    downlink: "never",
    defaultUplink: true,
    defaultDownlink: false,
  },
  txParamSetup: true,
  classB: {
    beacon: { dataRate: 8, frequency: DOWNLINK, rfuBytes: [4, 3] },
    pingSlot: { dataRate: 8, frequency: DOWNLINK },
  },
  regulation: [
    {
      id: "AU915",
      source: "Radiocommunications (Low Interference Potential Devices) Class Licence 2015",
      subBands: [
        {
          id: "AU-915",
          lowHz: 915_000_000,
          highHz: 928_000_000,
          dutyCycle: 1,
          maxErpDbm: 27.85,
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
        dataRates: LORA_DATA_RATES,
        channels: uplinkChannels(5, 6),
        rx1: { dataRates: RX1_DATA_RATES.slice(0, 7), frequency: DOWNLINK },
      },
    },
    {
      revisions: revisionsBefore("RP001-1.0.3-A"),
      tables: {
        cfList: undefined,
        dwell: undefined,
        txParamSetup: false,
        txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(10) },
        channelMasks: MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8,
      },
    },
    {
      revisions: ["RP001-1.1-A"],
      tables: {
        txParamSetup: false,
        txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(10) },
        classB: {
          beacon: { dataRate: 10, frequency: DOWNLINK, rfuBytes: [4, 3] },
          pingSlot: { dataRate: 8, frequency: DOWNLINK },
        },
      },
    },
    {
      revisions: revisionsBefore("RP001-1.0.2-B"),
      tables: {
        dataRates: [
          lora(0, 10, 125_000, limit(19), "up"),
          lora(1, 9, 125_000, limit(61), "up"),
          lora(2, 8, 125_000, limit(134), "up"),
          lora(3, 7, 125_000, limit(250), "up"),
          lora(4, 8, 500_000, limit(250), "up"),
          ...DOWNLINK_DATA_RATES,
        ],
        channels: uplinkChannels(3, 4),
        join: { dataRates: [0, 4] },
        maxAdrDataRate: 3,
        rx1: { dataRates: US_STYLE_RX1, frequency: DOWNLINK },
      },
    },
  ],
};
