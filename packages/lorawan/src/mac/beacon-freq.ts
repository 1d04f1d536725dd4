import type { CommandCodec } from "../command/command.ts";
import { flag, frequency } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §14 */
export interface BeaconFreqReq {
  readonly command: "BeaconFreqReq";
  /** 0 returns to the region's beacon channels. */
  readonly freqHz: number;
}

export const beaconFreqReq: CommandCodec<BeaconFreqReq> = fixedCommand({
  name: "BeaconFreqReq",
  cid: 0x13,
  direction: "down",
  summary: "sets the frequency of beacons",
  length: 3,
  fields: { freqHz: frequency(0, "the region's beacon channels") },
});

export interface BeaconFreqAns {
  readonly command: "BeaconFreqAns";
  readonly beaconFrequencyOk: boolean;
}

export const beaconFreqAns: CommandCodec<BeaconFreqAns> = fixedCommand({
  name: "BeaconFreqAns",
  cid: 0x13,
  direction: "up",
  summary: "accepts or refuses the beacons' frequency",
  length: 1,
  fields: { beaconFrequencyOk: flag(0, 0, "frequency accepted", "frequency not usable") },
});
