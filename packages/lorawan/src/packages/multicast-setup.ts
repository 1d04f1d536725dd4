import type { DevAddr } from "@lorats/base";
import { CommandSet } from "../command/command-set.ts";
import type { CommandCodec } from "../command/command.ts";
import { address, bits, flag, frequency, opaque, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";
import { mcGroupStatusAns, type McGroupStatusAns } from "./mc-group-status-ans.ts";
import {
  mcClassBSessionAns,
  mcClassCSessionAns,
  type McClassBSessionAns,
  type McClassCSessionAns,
} from "./mc-session-ans.ts";
import {
  packageVersionAns,
  packageVersionReq,
  type PackageVersionAns,
  type PackageVersionReq,
} from "./package-version.ts";

export const MULTICAST_SETUP_F_PORT = 200;

const groupId = bits([0, 0, 2], (id) => `multicast group ${id}`);

/** Versions 1 and 2 differ in one bit of the session answers. @see TS005-2.0.0 */
export interface McGroupStatusReq {
  readonly command: "McGroupStatusReq";
  /** Bit n asks about group n. */
  readonly reqGroupMask: number;
}

const mcGroupStatusReq: CommandCodec<McGroupStatusReq> = fixedCommand({
  name: "McGroupStatusReq",
  cid: 0x01,
  direction: "down",
  summary: "asks which multicast groups the device has",
  length: 1,
  fields: {
    reqGroupMask: bits([0, 0, 4], (mask) => `groups ${mask.toString(2).padStart(4, "0")}`),
  },
});

export interface McGroupSetupReq {
  readonly command: "McGroupSetupReq";
  readonly mcGroupId: number;
  readonly mcAddr: DevAddr;
  /** Wrapped under McKEKey: `unwrapMcKey` opens it. */
  readonly mcKeyEncrypted: Uint8Array;
  readonly minMcFCount: number;
  readonly maxMcFCount: number;
}

const mcGroupSetupReq: CommandCodec<McGroupSetupReq> = fixedCommand({
  name: "McGroupSetupReq",
  cid: 0x02,
  direction: "down",
  summary: "gives the device a multicast group",
  length: 29,
  fields: {
    mcGroupId: groupId,
    mcAddr: address(1, "multicast address"),
    mcKeyEncrypted: opaque(5, 16, "wrapped key"),
    minMcFCount: uint(21, 4, (count) => `counters from ${count}`),
    maxMcFCount: uint(25, 4, (count) => `counters below ${count}`),
  },
});

export interface McGroupSetupAns {
  readonly command: "McGroupSetupAns";
  readonly mcGroupId: number;
  readonly idError: boolean;
}

const mcGroupSetupAns: CommandCodec<McGroupSetupAns> = fixedCommand({
  name: "McGroupSetupAns",
  cid: 0x02,
  direction: "up",
  summary: "accepts or refuses a multicast group",
  length: 1,
  fields: {
    mcGroupId: groupId,
    idError: flag(0, 2, "the device has no such group", "group accepted"),
  },
});

export interface McGroupDeleteReq {
  readonly command: "McGroupDeleteReq";
  readonly mcGroupId: number;
}

const mcGroupDeleteReq: CommandCodec<McGroupDeleteReq> = fixedCommand({
  name: "McGroupDeleteReq",
  cid: 0x03,
  direction: "down",
  summary: "takes a multicast group from the device",
  length: 1,
  fields: { mcGroupId: groupId },
});

export interface McGroupDeleteAns {
  readonly command: "McGroupDeleteAns";
  readonly mcGroupId: number;
  readonly mcGroupUndefined: boolean;
}

const mcGroupDeleteAns: CommandCodec<McGroupDeleteAns> = fixedCommand({
  name: "McGroupDeleteAns",
  cid: 0x03,
  direction: "up",
  summary: "confirms that a multicast group is gone",
  length: 1,
  fields: {
    mcGroupId: groupId,
    mcGroupUndefined: flag(0, 2, "the group was not there", "group deleted"),
  },
});

export interface McClassCSessionReq {
  readonly command: "McClassCSessionReq";
  readonly mcGroupId: number;
  /** Seconds since the GPS epoch modulo 2³². */
  readonly sessionTime: number;
  /** The session ends after at most 2^sessionTimeOut s. */
  readonly sessionTimeOut: number;
  readonly dlFreqHz: number;
  readonly dataRate: number;
}

const mcClassCSessionReq: CommandCodec<McClassCSessionReq> = fixedCommand({
  name: "McClassCSessionReq",
  cid: 0x04,
  direction: "down",
  summary: "opens a Class C window for a multicast group",
  length: 10,
  fields: {
    mcGroupId: groupId,
    sessionTime: uint(1, 4, (seconds) => `from ${seconds} s since the GPS epoch`),
    sessionTimeOut: bits([5, 0, 4], (exponent) => `for at most ${2 ** exponent} s`),
    dlFreqHz: frequency(6),
    dataRate: uint(9, 1, (dr) => `at DR${dr}`),
  },
});

export interface McClassBSessionReq {
  readonly command: "McClassBSessionReq";
  readonly mcGroupId: number;
  /** Seconds since the GPS epoch modulo 2³², a multiple of 128. */
  readonly sessionTime: number;
  /** The session ends after at most 128 × 2^sessionTimeOut s. */
  readonly sessionTimeOut: number;
  /** 0 … 7: a ping slot every 2^periodicity s or so. */
  readonly periodicity: number;
  readonly dlFreqHz: number;
  readonly dataRate: number;
}

const mcClassBSessionReq: CommandCodec<McClassBSessionReq> = fixedCommand({
  name: "McClassBSessionReq",
  cid: 0x05,
  direction: "down",
  summary: "opens Class B ping slots for a multicast group",
  length: 10,
  fields: {
    mcGroupId: groupId,
    sessionTime: uint(1, 4, (seconds) => `from ${seconds} s since the GPS epoch`),
    sessionTimeOut: bits([5, 0, 4], (exponent) => `for at most ${128 * 2 ** exponent} s`),
    periodicity: bits([5, 4, 3], (exponent) => `${2 ** (7 - exponent)} ping slots every 128 s`),
    dlFreqHz: frequency(6),
    dataRate: uint(9, 1, (dr) => `at DR${dr}`),
  },
});

export type MulticastSetupUplink =
  | PackageVersionAns
  | McGroupStatusAns
  | McGroupSetupAns
  | McGroupDeleteAns
  | McClassCSessionAns
  | McClassBSessionAns;

export type MulticastSetupDownlink =
  | PackageVersionReq
  | McGroupStatusReq
  | McGroupSetupReq
  | McGroupDeleteReq
  | McClassCSessionReq
  | McClassBSessionReq;

export const MULTICAST_SETUP_UPLINKS: CommandSet<MulticastSetupUplink> =
  new CommandSet<MulticastSetupUplink>({
    PackageVersionAns: packageVersionAns,
    McGroupStatusAns: mcGroupStatusAns,
    McGroupSetupAns: mcGroupSetupAns,
    McGroupDeleteAns: mcGroupDeleteAns,
    McClassCSessionAns: mcClassCSessionAns,
    McClassBSessionAns: mcClassBSessionAns,
  });

export const MULTICAST_SETUP_DOWNLINKS: CommandSet<MulticastSetupDownlink> =
  new CommandSet<MulticastSetupDownlink>({
    PackageVersionReq: packageVersionReq,
    McGroupStatusReq: mcGroupStatusReq,
    McGroupSetupReq: mcGroupSetupReq,
    McGroupDeleteReq: mcGroupDeleteReq,
    McClassCSessionReq: mcClassCSessionReq,
    McClassBSessionReq: mcClassBSessionReq,
  });
