import {
  channels,
  dwellSwitched,
  fixed,
  fsk,
  MASKS_OF_16_CHANNELS,
  revisionsBefore,
  rx1StepsBothWays,
  switchableLimit,
  twoDbSteps,
} from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region } from "./region.ts";

/** RP001 allowed DR2 no more than DR0 and DR1. */
const REVISIONS_WITH_SHORT_DR2 = revisionsBefore("RP002-1.0.0");

/** Data rates below this are off while the 400 ms dwell-time limit is on. */
const SLOWEST_UNDER_DWELL = 2;
const UPLINK_DATA_RATES = [0, 1, 2, 3, 4, 5, 6, 7];

function dataRates(mOfDr2: number): DataRate[] {
  return [
    dwellSwitched(0, 12, 125_000, 59),
    dwellSwitched(1, 11, 125_000, 59),
    dwellSwitched(2, 10, 125_000, mOfDr2),
    dwellSwitched(3, 9, 125_000, 123),
    dwellSwitched(4, 8, 125_000, 250),
    dwellSwitched(5, 7, 125_000, 250),
    dwellSwitched(6, 7, 250_000, 250),
    fsk(7, switchableLimit(250, 250)),
  ];
}

function rx1(fastest: number): Region["rx1"] {
  const table = (lowest: number): number[][] =>
    UPLINK_DATA_RATES.map((dataRate) => rx1StepsBothWays(dataRate, lowest, fastest));
  return {
    dataRates: table(0),
    dataRatesUnderDwell: table(SLOWEST_UNDER_DWELL),
    frequency: "uplink",
  };
}

/**
 * One of the four AS923 groups. They differ by an offset to every frequency and by the country's allocation.
 * @see RP002-1.0.4, clause AS923
 */
export function as923(group: 1 | 2 | 3 | 4, offsetHz: number, bandHz: Region["bandHz"]): Region {
  const beacon = fixed(923_400_000 + offsetHz);
  return {
    id: `AS923-${group}`,
    name: `AS923-${group}`,
    source: "RP002-1.0.4, clause AS923",
    plan: "dynamic",
    bandHz,
    frequencyStepHz: 100,
    dataRates: dataRates(123),
    channels: channels([923_200_000 + offsetHz, 923_400_000 + offsetHz], [0, 5]),
    maxChannels: 16,
    cfList: { type: 0, dataRates: [0, 5] },
    join: { dataRates: [SLOWEST_UNDER_DWELL, 5] },
    maxAdrDataRate: 5,
    rx1: rx1(7),
    rx2: { frequency: fixed(923_200_000 + offsetHz), dataRate: 2 },
    txPower: { maxEirpDbm: 16, offsetsDb: twoDbSteps(7) },
    channelMasks: MASKS_OF_16_CHANNELS,
    dwell: {
      limitMs: 400,
      uplink: "configurable",
      downlink: "configurable",
      defaultUplink: true,
      defaultDownlink: false,
    },
    txParamSetup: true,
    classB: {
      beacon: { dataRate: 3, frequency: beacon, rfuBytes: [1, 0] },
      pingSlot: { dataRate: 3, frequency: beacon },
    },
    regulation: [
      {
        id: `AS923-${group}`,
        source: "RP002-1.0.4, clause AS923: less than 1 % where the country does not say otherwise",
        subBands: [
          {
            id: `AS-${group}`,
            lowHz: bandHz[0],
            highHz: bandHz[1],
            dutyCycle: 0.01,
            maxErpDbm: 13.85,
            verify: "countries differ: Japan asks for LBT, others for less power or no duty cycle",
          },
        ],
      },
    ],
    earlier: [
      { revisions: revisionsBefore("RP002-1.0.0"), tables: { rx1: rx1(5) } },
      {
        revisions: ["RP001-1.0.2"],
        tables: { txPower: { maxEirpDbm: 14, offsetsDb: twoDbSteps(5) } },
      },
      { revisions: REVISIONS_WITH_SHORT_DR2, tables: { dataRates: dataRates(59) } },
    ],
  };
}
