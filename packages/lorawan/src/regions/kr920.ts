import {
  channels,
  fixed,
  limit,
  lora,
  MASKS_OF_16_CHANNELS,
  rx1Steps,
  twoDbSteps,
} from "./common.ts";
import type { Region } from "./region.ts";

/** @see RP002-1.0.4, clause KR920-923. Transmitters listen before they talk; there is no duty cycle. */
export const KR920: Region = {
  id: "KR920",
  name: "KR920-923",
  source: "RP002-1.0.4, clause KR920-923",
  plan: "dynamic",
  bandHz: [920_900_000, 923_300_000],
  frequencyStepHz: 100,
  dataRates: [
    lora(0, 12, 125_000, limit(59)),
    lora(1, 11, 125_000, limit(59)),
    lora(2, 10, 125_000, limit(59)),
    lora(3, 9, 125_000, limit(123)),
    lora(4, 8, 125_000, limit(250)),
    lora(5, 7, 125_000, limit(250)),
  ],
  channels: channels([922_100_000, 922_300_000, 922_500_000], [0, 5]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 5] },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: {
    dataRates: [0, 1, 2, 3, 4, 5].map((dataRate) => rx1Steps(dataRate)),
    frequency: "uplink",
  },
  rx2: { frequency: fixed(921_900_000), dataRate: 0 },
  txPower: { maxEirpDbm: 14, offsetsDb: twoDbSteps(7) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 3, frequency: fixed(923_100_000), rfuBytes: [1, 0] },
    pingSlot: { dataRate: 3, frequency: fixed(923_100_000) },
  },
  regulation: [
    {
      id: "KR920",
      source:
        "RP002-1.0.4, clause KR920-923: listen before talk, no duty cycle; 10 dBm EIRP below 922 MHz",
      subBands: [
        {
          id: "KR-low",
          lowHz: 920_900_000,
          highHz: 922_000_000,
          dutyCycle: 1,
          maxErpDbm: 7.85,
        },
        {
          id: "KR-high",
          lowHz: 922_000_000,
          highHz: 923_300_000,
          dutyCycle: 1,
          maxErpDbm: 11.85,
        },
      ],
    },
  ],
  earlier: [
    {
      revisions: ["RP001-1.0.2"],
      tables: { txPower: { maxEirpDbm: 20, offsetsDb: [0, -6, -10, -12, -15, -18, -20] } },
    },
  ],
};
