import {
  channels,
  fixed,
  grid,
  gridFrequencies,
  limit,
  lora,
  maskBanks,
  revisionsBefore,
  rx1Steps,
  twoDbSteps,
} from "./common.ts";
import { CN470_REGULATION } from "./cn470-plan.ts";
import type { Region } from "./region.ts";

const HOPPING = grid(508_300_000, 200_000, 8);

/**
 * The plan of RP001: 96 uplink and 48 downlink channels. RP002 replaced it by the four plans beside this file, which
 * share neither channels nor payload sizes with it; deployed networks still use it.
 * @see RP001-1.1-B §2.7 (CN470-510)
 */
export const CN470: Region = {
  id: "CN470",
  name: "CN470-510",
  source: "RP001-1.1-B §2.7",
  plan: "fixed",
  bandHz: [470_000_000, 510_000_000],
  frequencyStepHz: 100,
  dataRates: [
    lora(0, 12, 125_000, limit(59)),
    lora(1, 11, 125_000, limit(59)),
    lora(2, 10, 125_000, limit(59)),
    lora(3, 9, 125_000, limit(123)),
    lora(4, 8, 125_000, limit(250)),
    lora(5, 7, 125_000, limit(250)),
  ],
  channels: channels(gridFrequencies(grid(470_300_000, 200_000, 96)), [0, 5]),
  maxChannels: 96,
  cfList: { type: 1 },
  join: { dataRates: [0, 5] },
  maxAdrDataRate: 5,
  rx1: {
    dataRates: [0, 1, 2, 3, 4, 5].map((dataRate) => rx1Steps(dataRate)),
    frequency: grid(500_300_000, 200_000, 48),
  },
  rx2: { frequency: fixed(505_300_000), dataRate: 0 },
  txPower: { maxEirpDbm: 19.15, offsetsDb: twoDbSteps(7) },
  channelMasks: { ...maskBanks(6), 6: { kind: "all", on: true } },
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 2, frequency: HOPPING, rfuBytes: [2, 1] },
    pingSlot: { dataRate: 2, frequency: HOPPING },
  },
  regulation: CN470_REGULATION,
  earlier: [
    { revisions: revisionsBefore("RP001-1.0.3-A"), tables: { cfList: undefined } },
    {
      revisions: revisionsBefore("RP001-1.0.2-B"),
      tables: { txPower: { maxEirpDbm: 17, offsetsDb: [0, -1, -3, -5, -7, -10, -12, -15] } },
    },
  ],
};
