import type { CommandCodec } from "../command/command.ts";
import { fixedCommand } from "../command/layout.ts";
import { minorVersion } from "./version.ts";

/**
 * A device activated by personalisation sends it with every uplink after a restart until confirmed.
 * @see LoRaWAN L2 1.1 §5.1
 */
export interface ResetInd {
  readonly command: "ResetInd";
  /** 1 for LoRaWAN 1.1. */
  readonly minor: number;
}

export const resetInd: CommandCodec<ResetInd> = fixedCommand({
  name: "ResetInd",
  cid: 0x01,
  direction: "up",
  summary: "says that the device restarted and lost its settings",
  length: 1,
  fields: { minor: minorVersion(0) },
});

export interface ResetConf {
  readonly command: "ResetConf";
  /** The lower of both sides' versions. */
  readonly minor: number;
}

export const resetConf: CommandCodec<ResetConf> = fixedCommand({
  name: "ResetConf",
  cid: 0x01,
  direction: "down",
  summary: "confirms the restart and the version",
  length: 1,
  fields: { minor: minorVersion(0) },
});
