import { dwellBound, fsk, limit, maskBanks, rx1Steps, twoDbSteps } from "./common.ts";
import type { DataRate } from "./data-rate.ts";
import type { JoinRules, MaskMeaning, Region, UplinkChannel } from "./region.ts";
import type { RegulatoryProfile } from "./sub-band.ts";

/** One transmission may last a second; the payload sizes follow from it. */
const DWELL_MS = 1000;
const SLOWEST = 1;

export const CN470_REGULATION: readonly RegulatoryProfile[] = [
  {
    id: "CN470",
    source: "MIIT announcement 52 of 2019: 50 mW ERP, one second a transmission, no duty cycle",
    subBands: [
      { id: "CN-470", lowHz: 470_000_000, highHz: 510_000_000, dutyCycle: 1, maxErpDbm: 17 },
    ],
  },
];

const DATA_RATES: readonly DataRate[] = [
  dwellBound(1, 11, 125_000, DWELL_MS),
  dwellBound(2, 10, 125_000, DWELL_MS),
  dwellBound(3, 9, 125_000, DWELL_MS),
  dwellBound(4, 8, 125_000, DWELL_MS),
  dwellBound(5, 7, 125_000, DWELL_MS),
  dwellBound(6, 7, 500_000, DWELL_MS),
  fsk(7, limit(250)),
];

/** What distinguishes the four plans: antenna width (20 or 26 MHz) and the choice of up and down frequencies. */
interface Cn470Plan {
  readonly id: string;
  readonly name: string;
  readonly channels: readonly UplinkChannel[];
  readonly join: Pick<JoinRules, "channels" | "rx1HzOverride" | "personalisedPlace">;
  readonly rx1Frequency: Region["rx1"]["frequency"];
  readonly rx2Frequency: Region["rx2"]["frequency"];
  readonly beacon: Region["rx2"]["frequency"];
  readonly pingSlot: Region["rx2"]["frequency"];
}

/** @see RP002-1.0.4, clause CN470-510 */
export function cn470Plan(plan: Cn470Plan): Region {
  const banks = plan.channels.length / 16;
  return {
    id: plan.id,
    name: plan.name,
    source: "RP002-1.0.4, clause CN470-510",
    plan: "fixed",
    bandHz: [470_000_000, 510_000_000],
    frequencyStepHz: 100,
    dataRates: DATA_RATES,
    channels: plan.channels,
    maxChannels: plan.channels.length,
    cfList: { type: 1 },
    join: { dataRates: [SLOWEST, 5], ...plan.join },
    maxAdrDataRate: 5,
    rx1: {
      dataRates: [[], ...[1, 2, 3, 4, 5, 6, 7].map((dataRate) => rx1Steps(dataRate, SLOWEST))],
      frequency: plan.rx1Frequency,
    },
    rx2: { frequency: plan.rx2Frequency, dataRate: SLOWEST },
    txPower: { maxEirpDbm: 19.15, offsetsDb: twoDbSteps(7) },
    channelMasks: cn470Masks(banks),
    dwell: {
      limitMs: DWELL_MS,
      uplink: "always",
      downlink: "always",
      defaultUplink: true,
      defaultDownlink: true,
    },
    txParamSetup: false,
    classB: {
      beacon: { dataRate: 2, frequency: plan.beacon, rfuBytes: [2, 1] },
      pingSlot: { dataRate: 2, frequency: plan.pingSlot },
    },
    regulation: CN470_REGULATION,
    earlier: [],
  };
}

/** 64 channels: 0 … 3 banks, 6 all on, 7 all off. 48 channels: 0 … 2 banks, 3 all on, 4 all off. */
function cn470Masks(banks: number): Record<number, MaskMeaning> {
  const allOn = banks === 4 ? 6 : 3;
  return {
    ...maskBanks(banks),
    [allOn]: { kind: "all", on: true },
    [allOn + 1]: { kind: "all", on: false },
  };
}
