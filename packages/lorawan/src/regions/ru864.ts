import {
  channels,
  fixed,
  fsk,
  limit,
  lora,
  MASKS_OF_16_CHANNELS,
  rx1Steps,
  twoDbSteps,
} from "./common.ts";
import type { Region } from "./region.ts";

/** @see RP002-1.0.4, clause RU864-870 */
export const RU864: Region = {
  id: "RU864",
  name: "RU864-870",
  source: "RP002-1.0.4, clause RU864-870",
  plan: "dynamic",
  bandHz: [864_000_000, 870_000_000],
  frequencyStepHz: 100,
  dataRates: [
    lora(0, 12, 125_000, limit(59)),
    lora(1, 11, 125_000, limit(59)),
    lora(2, 10, 125_000, limit(59)),
    lora(3, 9, 125_000, limit(123)),
    lora(4, 8, 125_000, limit(250)),
    lora(5, 7, 125_000, limit(250)),
    lora(6, 7, 250_000, limit(250)),
    fsk(7, limit(250)),
  ],
  channels: channels([868_900_000, 869_100_000], [0, 5]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 5] },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: {
    dataRates: [0, 1, 2, 3, 4, 5, 6, 7].map((dataRate) => rx1Steps(dataRate)),
    frequency: "uplink",
  },
  rx2: { frequency: fixed(869_100_000), dataRate: 0 },
  txPower: { maxEirpDbm: 16, offsetsDb: twoDbSteps(7) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 3, frequency: fixed(869_100_000), rfuBytes: [1, 0] },
    pingSlot: { dataRate: 3, frequency: fixed(868_900_000) },
  },
  regulation: [
    {
      id: "RU864",
      source: "Decision of the GKRCh 07-20-03-001 of 2007-05-07, annex 10",
      subBands: [
        {
          id: "RU-864",
          lowHz: 864_000_000,
          highHz: 870_000_000,
          dutyCycle: 0.01,
          maxErpDbm: 13.85,
          verify: "the decision has narrower slices with their own limits",
        },
      ],
    },
  ],
  earlier: [],
};
