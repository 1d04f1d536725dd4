import { CommandSet } from "../command/command-set.ts";
import type { CommandCodec } from "../command/command.ts";
import { bits, flag, int, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";
import {
  packageVersionAns,
  packageVersionReq,
  type PackageVersionAns,
  type PackageVersionReq,
} from "./package-version.ts";

export const CLOCK_SYNC_F_PORT = 202;

/** Versions 1 and 2 share one wire format. @see TS003-2.0.0 */
export interface AppTimeReq {
  readonly command: "AppTimeReq";
  /** The device's clock, seconds since the GPS epoch modulo 2³². */
  readonly deviceTime: number;
  /** The device wants an answer even if its clock is right. */
  readonly ansRequired: boolean;
  readonly tokenReq: number;
}

const appTimeReq: CommandCodec<AppTimeReq> = fixedCommand({
  name: "AppTimeReq",
  cid: 0x01,
  direction: "up",
  summary: "tells the device's clock and asks for a correction",
  length: 5,
  fields: {
    deviceTime: uint(0, 4, (seconds) => `device clock ${seconds} s since the GPS epoch`),
    ansRequired: flag(4, 4, "wants an answer in any case", "wants an answer if its clock is off"),
    tokenReq: bits([4, 0, 4], (token) => `token ${token}`),
  },
});

export interface AppTimeAns {
  readonly command: "AppTimeAns";
  /** Seconds to add to the device's clock. */
  readonly timeCorrection: number;
  readonly tokenAns: number;
}

const appTimeAns: CommandCodec<AppTimeAns> = fixedCommand({
  name: "AppTimeAns",
  cid: 0x01,
  direction: "down",
  summary: "corrects the device's clock",
  length: 5,
  fields: {
    timeCorrection: int(0, 4, (seconds) => `add ${seconds} s`),
    tokenAns: bits([4, 0, 4], (token) => `answers token ${token}`),
  },
});

export interface DeviceAppTimePeriodicityReq {
  readonly command: "DeviceAppTimePeriodicityReq";
  /** The device asks every 128 × 2^period s, give or take 30 s. */
  readonly period: number;
}

const deviceAppTimePeriodicityReq: CommandCodec<DeviceAppTimePeriodicityReq> = fixedCommand({
  name: "DeviceAppTimePeriodicityReq",
  cid: 0x02,
  direction: "down",
  summary: "sets how often the device asks for the time",
  length: 1,
  fields: { period: bits([0, 0, 4], (exponent) => `every ${128 * 2 ** exponent} s`) },
});

export interface DeviceAppTimePeriodicityAns {
  readonly command: "DeviceAppTimePeriodicityAns";
  readonly notSupported: boolean;
  /** The device's clock, seconds since the GPS epoch. */
  readonly time: number;
}

const deviceAppTimePeriodicityAns: CommandCodec<DeviceAppTimePeriodicityAns> = fixedCommand({
  name: "DeviceAppTimePeriodicityAns",
  cid: 0x02,
  direction: "up",
  summary: "confirms how often the device asks for the time",
  length: 5,
  fields: {
    notSupported: flag(0, 0, "cannot ask periodically", "will ask periodically"),
    time: uint(1, 4, (seconds) => `device clock ${seconds} s since the GPS epoch`),
  },
});

export interface ForceDeviceResyncReq {
  readonly command: "ForceDeviceResyncReq";
  /** 0 … 7 AppTimeReq to send. */
  readonly nbTransmissions: number;
}

const forceDeviceResyncReq: CommandCodec<ForceDeviceResyncReq> = fixedCommand({
  name: "ForceDeviceResyncReq",
  cid: 0x03,
  direction: "down",
  summary: "makes the device ask for the time now",
  length: 1,
  fields: { nbTransmissions: bits([0, 0, 3], (count) => `${count} times`) },
});

export type ClockSyncUplink = PackageVersionAns | AppTimeReq | DeviceAppTimePeriodicityAns;
export type ClockSyncDownlink =
  | PackageVersionReq
  | AppTimeAns
  | DeviceAppTimePeriodicityReq
  | ForceDeviceResyncReq;

export const CLOCK_SYNC_UPLINKS: CommandSet<ClockSyncUplink> = new CommandSet<ClockSyncUplink>({
  PackageVersionAns: packageVersionAns,
  AppTimeReq: appTimeReq,
  DeviceAppTimePeriodicityAns: deviceAppTimePeriodicityAns,
});

export const CLOCK_SYNC_DOWNLINKS: CommandSet<ClockSyncDownlink> =
  new CommandSet<ClockSyncDownlink>({
    PackageVersionReq: packageVersionReq,
    AppTimeAns: appTimeAns,
    DeviceAppTimePeriodicityReq: deviceAppTimePeriodicityReq,
    ForceDeviceResyncReq: forceDeviceResyncReq,
  });
