import type { CommandCodec } from "../command/command.ts";
import { bits, flag } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** MaxEIRP by index, in dBm. @see LoRaWAN L2 1.1 §5.9 */
export const MAX_EIRP_DBM: readonly number[] = [
  8, 10, 12, 13, 14, 16, 18, 20, 21, 24, 26, 27, 29, 30, 33, 36,
];

/** Only where a region limits dwell time (AS923, AU915, …); elsewhere a device ignores it without an answer. */
export interface TxParamSetupReq {
  readonly command: "TxParamSetupReq";
  /** 400 ms a transmission at most. */
  readonly downlinkDwellTime: boolean;
  readonly uplinkDwellTime: boolean;
  /** 0 … 15, an index into `MAX_EIRP_DBM`. */
  readonly maxEirp: number;
}

export const txParamSetupReq: CommandCodec<TxParamSetupReq> = fixedCommand({
  name: "TxParamSetupReq",
  cid: 0x09,
  direction: "down",
  summary: "sets dwell times and the highest radiated power",
  length: 1,
  fields: {
    downlinkDwellTime: flag(0, 5, "downlinks of 400 ms at most", "no limit for downlinks"),
    uplinkDwellTime: flag(0, 4, "uplinks of 400 ms at most", "no limit for uplinks"),
    maxEirp: bits([0, 0, 4], (index) => `at most ${MAX_EIRP_DBM[index]} dBm EIRP`),
  },
});

/** Repeated in every uplink until the device hears a downlink. */
export interface TxParamSetupAns {
  readonly command: "TxParamSetupAns";
}

export const txParamSetupAns: CommandCodec<TxParamSetupAns> = fixedCommand({
  name: "TxParamSetupAns",
  cid: 0x09,
  direction: "up",
  summary: "confirms dwell times and power",
  length: 0,
  fields: {},
});
