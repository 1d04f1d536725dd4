import {
  channels,
  fixed,
  fsk,
  limit,
  lora,
  MASKS_OF_16_CHANNELS,
  revisionsBefore,
  rx1StepsBothWays,
  twoDbSteps,
} from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region } from "./region.ts";

const DATA_RATES: readonly DataRate[] = [
  lora(0, 12, 125_000, limit(59)),
  lora(1, 11, 125_000, limit(59)),
  lora(2, 10, 125_000, limit(59)),
  lora(3, 9, 125_000, limit(123)),
  lora(4, 8, 125_000, limit(250)),
  lora(5, 7, 125_000, limit(250)),
  fsk(7, limit(250)),
];

const SLOW_ROWS = [0, 1, 2, 3, 4].map((dataRate) => rx1StepsBothWays(dataRate, 0, 5));

/** DR6 does not exist here: steps that would land on it stay on DR5. @see RP002-1.0.4, clause IN865-867, receive windows */
const RX1_DATA_RATES: readonly (readonly number[])[] = [
  ...SLOW_ROWS,
  [5, 4, 3, 2, 1, 0, 5, 7],
  [],
  [7, 5, 5, 4, 3, 2, 7, 7],
];

/** @see RP002-1.0.4, clause IN865-867 */
export const IN865: Region = {
  id: "IN865",
  name: "IN865-867",
  source: "RP002-1.0.4, clause IN865-867",
  plan: "dynamic",
  bandHz: [865_000_000, 867_000_000],
  frequencyStepHz: 100,
  dataRates: DATA_RATES,
  channels: channels([865_062_500, 865_402_500, 865_985_000], [0, 5]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 5] },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: { dataRates: RX1_DATA_RATES, frequency: "uplink" },
  rx2: { frequency: fixed(866_550_000), dataRate: 2 },
  txPower: { maxEirpDbm: 30, offsetsDb: twoDbSteps(10) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 4, frequency: fixed(866_550_000), rfuBytes: [0, 3] },
    pingSlot: { dataRate: 4, frequency: fixed(866_550_000) },
  },
  regulation: [
    {
      id: "IN865",
      source: "RP002-1.0.4, clause IN865-867: no dwell-time or duty-cycle limit",
      subBands: [
        {
          id: "IN-865",
          lowHz: 865_000_000,
          highHz: 867_000_000,
          dutyCycle: 1,
          maxErpDbm: 27.85,
        },
      ],
    },
  ],
  earlier: [
    {
      revisions: revisionsBefore("RP002-1.0.0"),
      tables: {
        rx1: {
          dataRates: [...SLOW_ROWS, rx1StepsBothWays(5, 0, 5), [], [7, 5, 5, 4, 3, 2, 7, 7]],
          frequency: "uplink",
        },
      },
    },
  ],
};
