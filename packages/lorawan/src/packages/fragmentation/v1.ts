import { CommandSet } from "../../command/command-set.ts";
import type { CommandCodec } from "../../command/command.ts";
import { bits, flag, opaque, uint } from "../../command/field.ts";
import { fixedCommand } from "../../command/layout.ts";
import {
  packageVersionAns,
  packageVersionReq,
  type PackageVersionAns,
  type PackageVersionReq,
} from "../package-version.ts";
import {
  fragSessionDeleteAns,
  fragSessionDeleteReq,
  fragSessionStatusReq,
  sessionWords,
  type FragSessionDeleteAns,
  type FragSessionDeleteReq,
  type FragSessionStatusReq,
} from "./commands.ts";
import { dataFragment, type DataFragment } from "./data-fragment.ts";

/** @see TS004-1.0.0 */
export interface FragSessionSetupReqV1 {
  readonly command: "FragSessionSetupReq";
  readonly fragIndex: number;
  /** Bit n: multicast group n may carry fragments. 0: unicast only. */
  readonly mcGroupBitMask: number;
  /** Fragments of the block itself, without parity. */
  readonly nbFrag: number;
  readonly fragSize: number;
  /** 0 is the parity code of the specification. */
  readonly fragAlgo: number;
  /** Answers are delayed at random by up to 2^(blockAckDelay + 4) s. */
  readonly blockAckDelay: number;
  /** Bytes of the last fragment that do not belong to the block. */
  readonly padding: number;
  readonly descriptor: Uint8Array;
}

const fragSessionSetupReqV1: CommandCodec<FragSessionSetupReqV1> = fixedCommand({
  name: "FragSessionSetupReq",
  cid: 0x02,
  direction: "down",
  summary: "opens a fragmentation session",
  length: 10,
  fields: {
    fragIndex: bits([0, 4, 2], sessionWords),
    mcGroupBitMask: bits([0, 0, 4], groupWords),
    nbFrag: uint(1, 2, (count) => `${count} fragments and parity`),
    fragSize: uint(3, 1, (size) => `of ${size} bytes`),
    fragAlgo: bits([4, 3, 3], (algorithm) => `parity code ${algorithm}`),
    blockAckDelay: bits([4, 0, 3], ackDelayWords),
    padding: uint(5, 1, (count) => `${count} bytes of padding at the end`),
    descriptor: opaque(6, 4, "descriptor"),
  },
});

export interface FragSessionSetupAnsV1 {
  readonly command: "FragSessionSetupAns";
  readonly fragIndex: number;
  readonly wrongDescriptor: boolean;
  readonly fragIndexUnsupported: boolean;
  readonly notEnoughMemory: boolean;
  readonly encodingUnsupported: boolean;
}

const fragSessionSetupAnsV1: CommandCodec<FragSessionSetupAnsV1> = fixedCommand({
  name: "FragSessionSetupAns",
  cid: 0x02,
  direction: "up",
  summary: "accepts or refuses a fragmentation session",
  length: 1,
  fields: {
    fragIndex: bits([0, 6, 2], sessionWords),
    wrongDescriptor: flag(0, 3, "descriptor refused", "descriptor accepted"),
    fragIndexUnsupported: flag(0, 2, "the device has no such session", "session accepted"),
    notEnoughMemory: flag(0, 1, "not enough memory", "enough memory"),
    encodingUnsupported: flag(0, 0, "parity code unknown", "parity code known"),
  },
});

export interface FragSessionStatusAnsV1 {
  readonly command: "FragSessionStatusAns";
  readonly fragIndex: number;
  /** 14 bits. */
  readonly nbFragReceived: number;
  /** Fragments still needed; 255 for 255 or more. */
  readonly missingFrag: number;
  readonly notEnoughMatrixMemory: boolean;
}

const fragSessionStatusAnsV1: CommandCodec<FragSessionStatusAnsV1> = fixedCommand({
  name: "FragSessionStatusAns",
  cid: 0x01,
  direction: "up",
  summary: "tells how much of a data block arrived",
  length: 4,
  fields: {
    fragIndex: bits([0, 14, 2, 2], sessionWords),
    nbFragReceived: bits([0, 0, 14, 2], (count) => `${count} fragments received`),
    missingFrag: uint(2, 1, missingWords),
    notEnoughMatrixMemory: flag(3, 0, "too little memory to reconstruct", "memory suffices"),
  },
});

export function groupWords(mask: number): string {
  return mask === 0 ? "unicast only" : `multicast groups ${mask.toString(2).padStart(4, "0")}`;
}

export function ackDelayWords(exponent: number): string {
  return `answer within ${2 ** (exponent + 4)} s, at random`;
}

export function missingWords(count: number): string {
  return count === 255 ? "255 or more missing" : `${count} missing`;
}

export type FragmentationUplinkV1 =
  | PackageVersionAns
  | FragSessionStatusAnsV1
  | FragSessionSetupAnsV1
  | FragSessionDeleteAns;

export type FragmentationDownlinkV1 =
  | PackageVersionReq
  | FragSessionStatusReq
  | FragSessionSetupReqV1
  | FragSessionDeleteReq
  | DataFragment;

export const FRAGMENTATION_UPLINKS_V1: CommandSet<FragmentationUplinkV1> =
  new CommandSet<FragmentationUplinkV1>({
    PackageVersionAns: packageVersionAns,
    FragSessionStatusAns: fragSessionStatusAnsV1,
    FragSessionSetupAns: fragSessionSetupAnsV1,
    FragSessionDeleteAns: fragSessionDeleteAns,
  });

export const FRAGMENTATION_DOWNLINKS_V1: CommandSet<FragmentationDownlinkV1> =
  new CommandSet<FragmentationDownlinkV1>({
    PackageVersionReq: packageVersionReq,
    FragSessionStatusReq: fragSessionStatusReq,
    FragSessionSetupReq: fragSessionSetupReqV1,
    FragSessionDeleteReq: fragSessionDeleteReq,
    DataFragment: dataFragment,
  });
