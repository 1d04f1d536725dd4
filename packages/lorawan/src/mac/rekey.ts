import type { CommandCodec } from "../command/command.ts";
import { fixedCommand } from "../command/layout.ts";
import { minorVersion } from "./version.ts";

/**
 * A device sends it with every uplink after a join until confirmed; the first frame under the new keys.
 * @see LoRaWAN L2 1.1 §5.10
 */
export interface RekeyInd {
  readonly command: "RekeyInd";
  /** 1 for LoRaWAN 1.1. */
  readonly minor: number;
}

export const rekeyInd: CommandCodec<RekeyInd> = fixedCommand({
  name: "RekeyInd",
  cid: 0x0b,
  direction: "up",
  summary: "says that the device uses the keys of its last join",
  length: 1,
  fields: { minor: minorVersion(0) },
});

export interface RekeyConf {
  readonly command: "RekeyConf";
  /** The lower of both sides' versions. */
  readonly minor: number;
}

export const rekeyConf: CommandCodec<RekeyConf> = fixedCommand({
  name: "RekeyConf",
  cid: 0x0b,
  direction: "down",
  summary: "confirms the new keys and the version",
  length: 1,
  fields: { minor: minorVersion(0) },
});
