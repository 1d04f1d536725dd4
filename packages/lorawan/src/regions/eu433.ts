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

/** @see RP002-1.0.4, clause EU433; ERC/REC 70-03 annex 1 */
export const EU433: Region = {
  id: "EU433",
  name: "EU433",
  source: "RP002-1.0.4, clause EU433",
  plan: "dynamic",
  bandHz: [433_175_000, 434_665_000],
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
  channels: channels([433_175_000, 433_375_000, 433_575_000], [0, 5]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 5] },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: {
    dataRates: [0, 1, 2, 3, 4, 5, 6, 7].map((dataRate) => rx1Steps(dataRate)),
    frequency: "uplink",
  },
  rx2: { frequency: fixed(434_665_000), dataRate: 0 },
  txPower: { maxEirpDbm: 12.15, offsetsDb: twoDbSteps(5) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 3, frequency: fixed(434_665_000), rfuBytes: [1, 0] },
    pingSlot: { dataRate: 3, frequency: fixed(434_665_000) },
  },
  regulation: [
    {
      id: "EU433",
      source: "ERC/REC 70-03 annex 1",
      subBands: [
        {
          id: "433",
          lowHz: 433_050_000,
          highHz: 434_790_000,
          dutyCycle: 0.1,
          maxErpDbm: 10,
        },
      ],
    },
  ],
  earlier: [],
};
