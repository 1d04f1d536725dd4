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
import { ackDelayWords, groupWords, missingWords } from "./v1.ts";

/** @see TS004-2.0.0 */
export interface FragSessionSetupReqV2 {
  readonly command: "FragSessionSetupReq";
  readonly fragIndex: number;
  readonly mcGroupBitMask: number;
  /** Fragments of the block itself, without parity. */
  readonly nbFrag: number;
  readonly fragSize: number;
  /** The device says by itself when the block is complete. */
  readonly ackReception: boolean;
  readonly fragAlgo: number;
  readonly blockAckDelay: number;
  readonly padding: number;
  readonly descriptor: Uint8Array;
  /** Grows with each session of the device. */
  readonly sessionCnt: number;
  /** Over the whole block: `computeDataBlockMic`. */
  readonly mic: Uint8Array;
}

const fragSessionSetupReqV2: CommandCodec<FragSessionSetupReqV2> = fixedCommand({
  name: "FragSessionSetupReq",
  cid: 0x02,
  direction: "down",
  summary: "opens a fragmentation session",
  length: 16,
  fields: {
    fragIndex: bits([0, 4, 2], sessionWords),
    mcGroupBitMask: bits([0, 0, 4], groupWords),
    nbFrag: uint(1, 2, (count) => `${count} fragments and parity`),
    fragSize: uint(3, 1, (size) => `of ${size} bytes`),
    ackReception: flag(4, 6, "the device reports completion", "the device waits to be asked"),
    fragAlgo: bits([4, 3, 3], (algorithm) => `parity code ${algorithm}`),
    blockAckDelay: bits([4, 0, 3], ackDelayWords),
    padding: uint(5, 1, (count) => `${count} bytes of padding at the end`),
    descriptor: opaque(6, 4, "descriptor"),
    sessionCnt: uint(10, 2, (count) => `session number ${count}`),
    mic: opaque(12, 4, "MIC of the whole block"),
  },
});

export interface FragSessionSetupAnsV2 {
  readonly command: "FragSessionSetupAns";
  readonly fragIndex: number;
  readonly sessionCntReplay: boolean;
  readonly wrongDescriptor: boolean;
  readonly fragIndexUnsupported: boolean;
  readonly notEnoughMemory: boolean;
  readonly fragAlgoUnsupported: boolean;
}

const fragSessionSetupAnsV2: CommandCodec<FragSessionSetupAnsV2> = fixedCommand({
  name: "FragSessionSetupAns",
  cid: 0x02,
  direction: "up",
  summary: "accepts or refuses a fragmentation session",
  length: 1,
  fields: {
    fragIndex: bits([0, 6, 2], sessionWords),
    sessionCntReplay: flag(0, 4, "session number used before", "session number is new"),
    wrongDescriptor: flag(0, 3, "descriptor refused", "descriptor accepted"),
    fragIndexUnsupported: flag(0, 2, "the device has no such session", "session accepted"),
    notEnoughMemory: flag(0, 1, "not enough memory", "enough memory"),
    fragAlgoUnsupported: flag(0, 0, "parity code unknown", "parity code known"),
  },
});

export interface FragSessionStatusAnsV2 {
  readonly command: "FragSessionStatusAns";
  readonly sessionDoesNotExist: boolean;
  readonly micError: boolean;
  readonly memoryError: boolean;
  readonly fragIndex: number;
  /** 14 bits. */
  readonly nbFragReceived: number;
  /** Fragments still needed; 255 for 255 or more. */
  readonly missingFrag: number;
}

const fragSessionStatusAnsV2: CommandCodec<FragSessionStatusAnsV2> = fixedCommand({
  name: "FragSessionStatusAns",
  cid: 0x01,
  direction: "up",
  summary: "tells how much of a data block arrived",
  length: 4,
  fields: {
    sessionDoesNotExist: flag(0, 2, "there is no such session", "session known"),
    micError: flag(0, 1, "the block's MIC is wrong", "no MIC error"),
    memoryError: flag(0, 0, "too little memory to reconstruct", "memory suffices"),
    fragIndex: bits([1, 14, 2, 2], sessionWords),
    nbFragReceived: bits([1, 0, 14, 2], (count) => `${count} fragments received`),
    missingFrag: uint(3, 1, missingWords),
  },
});

/** The device says by itself that the block is complete; repeated until answered. */
export interface FragDataBlockReceivedReq {
  readonly command: "FragDataBlockReceivedReq";
  readonly fragIndex: number;
  readonly micError: boolean;
}

const fragDataBlockReceivedReq: CommandCodec<FragDataBlockReceivedReq> = fixedCommand({
  name: "FragDataBlockReceivedReq",
  cid: 0x04,
  direction: "up",
  summary: "says that a data block is complete",
  length: 1,
  fields: {
    fragIndex: bits([0, 0, 2], sessionWords),
    micError: flag(0, 2, "but its MIC is wrong", "and its MIC is right"),
  },
});

export interface FragDataBlockReceivedAns {
  readonly command: "FragDataBlockReceivedAns";
  readonly fragIndex: number;
}

const fragDataBlockReceivedAns: CommandCodec<FragDataBlockReceivedAns> = fixedCommand({
  name: "FragDataBlockReceivedAns",
  cid: 0x04,
  direction: "down",
  summary: "confirms that a data block is complete",
  length: 1,
  fields: { fragIndex: bits([0, 0, 2], sessionWords) },
});

export type FragmentationUplinkV2 =
  | PackageVersionAns
  | FragSessionStatusAnsV2
  | FragSessionSetupAnsV2
  | FragSessionDeleteAns
  | FragDataBlockReceivedReq;

export type FragmentationDownlinkV2 =
  | PackageVersionReq
  | FragSessionStatusReq
  | FragSessionSetupReqV2
  | FragSessionDeleteReq
  | FragDataBlockReceivedAns
  | DataFragment;

export const FRAGMENTATION_UPLINKS_V2: CommandSet<FragmentationUplinkV2> =
  new CommandSet<FragmentationUplinkV2>({
    PackageVersionAns: packageVersionAns,
    FragSessionStatusAns: fragSessionStatusAnsV2,
    FragSessionSetupAns: fragSessionSetupAnsV2,
    FragSessionDeleteAns: fragSessionDeleteAns,
    FragDataBlockReceivedReq: fragDataBlockReceivedReq,
  });

export const FRAGMENTATION_DOWNLINKS_V2: CommandSet<FragmentationDownlinkV2> =
  new CommandSet<FragmentationDownlinkV2>({
    PackageVersionReq: packageVersionReq,
    FragSessionStatusReq: fragSessionStatusReq,
    FragSessionSetupReq: fragSessionSetupReqV2,
    FragSessionDeleteReq: fragSessionDeleteReq,
    FragDataBlockReceivedAns: fragDataBlockReceivedAns,
    DataFragment: dataFragment,
  });
