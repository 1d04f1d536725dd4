import { channels, fixed, limit, MASKS_OF_16_CHANNELS, rx1Steps, twoDbSteps } from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { Region } from "./region.ts";
import type { SpreadingFactor } from "../airtime/lora.ts";

/** Coding rate 4/8 with long interleaving leaves 253 of the radio's 255 bytes. */
const FULL = limit(248, 228);

const SPREADING_FACTORS: readonly SpreadingFactor[] = [12, 11, 10, 9, 8, 7, 6, 5];

function dataRates(): DataRate[] {
  return SPREADING_FACTORS.map((sf, index) => ({
    index,
    direction: "both",
    modulation: { modulation: "lora", sf, bwHz: 812_500, codingRate: "4/8LI" },
    maxMacPayload: [limit(59), limit(123)][index] ?? FULL,
  }));
}

/**
 * LoRa in the worldwide 2.4 GHz band. Not part of the Regional Parameters: the figures follow Semtech's proposal and
 * what network servers and devices made of it.
 * @see Semtech, Physical Layer Proposal 2.4 GHz; LoRa Basics Modem, region WW2G4
 */
export const ISM2400: Region = {
  id: "ISM2400",
  name: "ISM2400",
  source: "Semtech Physical Layer Proposal 2.4 GHz (draft)",
  plan: "dynamic",
  bandHz: [2_400_000_000, 2_480_000_000],
  frequencyStepHz: 200,
  dataRates: dataRates(),
  channels: channels([2_403_000_000, 2_425_000_000, 2_479_000_000], [0, 7]),
  maxChannels: 16,
  cfList: { type: 0, dataRates: [0, 7] },
  join: { dataRates: [0, 7] },
  maxAdrDataRate: 7,
  rx1: {
    dataRates: [0, 1, 2, 3, 4, 5, 6, 7].map((dataRate) => rx1Steps(dataRate)),
    frequency: "uplink",
  },
  rx2: { frequency: fixed(2_423_000_000), dataRate: 0 },
  txPower: { maxEirpDbm: 10, offsetsDb: twoDbSteps(7) },
  channelMasks: MASKS_OF_16_CHANNELS,
  dwell: undefined,
  txParamSetup: false,
  classB: {
    beacon: { dataRate: 3, frequency: fixed(2_424_000_000), rfuBytes: [1, 0] },
    pingSlot: { dataRate: 3, frequency: fixed(2_424_000_000) },
  },
  regulation: [
    {
      id: "ISM2400",
      source: "EN 300 328: 10 mW EIRP without adaptivity needs no duty cycle",
      subBands: [
        {
          id: "2400",
          lowHz: 2_400_000_000,
          highHz: 2_483_500_000,
          dutyCycle: 1,
          maxErpDbm: 7.85,
        },
      ],
    },
  ],
  earlier: [],
};
