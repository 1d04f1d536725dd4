import { CommandSet } from "../command/command-set.ts";
import type { CommandCodec } from "../command/command.ts";
import { flag, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";
import { devUpgradeImageAns, type DevUpgradeImageAns } from "./dev-upgrade-image-ans.ts";
import {
  packageVersionAns,
  packageVersionReq,
  type PackageVersionAns,
  type PackageVersionReq,
} from "./package-version.ts";

export const FIRMWARE_MANAGEMENT_F_PORT = 203;

/** @see TS006-1.0.0 */
export interface DevVersionReq {
  readonly command: "DevVersionReq";
}

const devVersionReq: CommandCodec<DevVersionReq> = fixedCommand({
  name: "DevVersionReq",
  cid: 0x01,
  direction: "down",
  summary: "asks for firmware and hardware versions",
  length: 0,
  fields: {},
});

export interface DevVersionAns {
  readonly command: "DevVersionAns";
  readonly fwVersion: number;
  readonly hwVersion: number;
}

const devVersionAns: CommandCodec<DevVersionAns> = fixedCommand({
  name: "DevVersionAns",
  cid: 0x01,
  direction: "up",
  summary: "tells firmware and hardware versions",
  length: 8,
  fields: {
    fwVersion: uint(0, 4, (version) => `firmware ${hex32(version)}`),
    hwVersion: uint(4, 4, (version) => `hardware ${hex32(version)}`),
  },
});

/** Asked for, and answered with, a time: what the device then does at it. */
export interface DevRebootTimeReq {
  readonly command: "DevRebootTimeReq";
  /** Seconds since the GPS epoch; 0 reboots at once, 2³²−1 cancels. */
  readonly rebootTime: number;
}

const devRebootTimeReq: CommandCodec<DevRebootTimeReq> = fixedCommand({
  name: "DevRebootTimeReq",
  cid: 0x02,
  direction: "down",
  summary: "makes the device reboot at a time",
  length: 4,
  fields: { rebootTime: uint(0, 4, (time) => when(time, "s since the GPS epoch")) },
});

export interface DevRebootTimeAns {
  readonly command: "DevRebootTimeAns";
  readonly rebootTime: number;
}

const devRebootTimeAns: CommandCodec<DevRebootTimeAns> = fixedCommand({
  name: "DevRebootTimeAns",
  cid: 0x02,
  direction: "up",
  summary: "tells when the device will reboot",
  length: 4,
  fields: { rebootTime: uint(0, 4, (time) => when(time, "s since the GPS epoch")) },
});

export interface DevRebootCountdownReq {
  readonly command: "DevRebootCountdownReq";
  /** Seconds, 24 bits; 0 reboots at once, 2²⁴−1 cancels. */
  readonly countdown: number;
}

const devRebootCountdownReq: CommandCodec<DevRebootCountdownReq> = fixedCommand({
  name: "DevRebootCountdownReq",
  cid: 0x03,
  direction: "down",
  summary: "makes the device reboot after a while",
  length: 3,
  fields: { countdown: uint(0, 3, countdownWords) },
});

export interface DevRebootCountdownAns {
  readonly command: "DevRebootCountdownAns";
  readonly countdown: number;
}

const devRebootCountdownAns: CommandCodec<DevRebootCountdownAns> = fixedCommand({
  name: "DevRebootCountdownAns",
  cid: 0x03,
  direction: "up",
  summary: "tells when the device will reboot",
  length: 3,
  fields: { countdown: uint(0, 3, countdownWords) },
});

export interface DevUpgradeImageReq {
  readonly command: "DevUpgradeImageReq";
}

const devUpgradeImageReq: CommandCodec<DevUpgradeImageReq> = fixedCommand({
  name: "DevUpgradeImageReq",
  cid: 0x04,
  direction: "down",
  summary: "asks whether a new firmware image is ready",
  length: 0,
  fields: {},
});

export interface DevDeleteImageReq {
  readonly command: "DevDeleteImageReq";
  readonly fwVersion: number;
}

const devDeleteImageReq: CommandCodec<DevDeleteImageReq> = fixedCommand({
  name: "DevDeleteImageReq",
  cid: 0x05,
  direction: "down",
  summary: "makes the device forget a firmware image",
  length: 4,
  fields: { fwVersion: uint(0, 4, (version) => `firmware ${hex32(version)}`) },
});

export interface DevDeleteImageAns {
  readonly command: "DevDeleteImageAns";
  readonly invalidVersion: boolean;
  readonly noValidImage: boolean;
}

const devDeleteImageAns: CommandCodec<DevDeleteImageAns> = fixedCommand({
  name: "DevDeleteImageAns",
  cid: 0x05,
  direction: "up",
  summary: "confirms or refuses to forget a firmware image",
  length: 1,
  fields: {
    invalidVersion: flag(0, 1, "the image has another version", "the version matches"),
    noValidImage: flag(0, 0, "there is no image", "there was an image"),
  },
});

export type FirmwareUplink =
  | PackageVersionAns
  | DevVersionAns
  | DevRebootTimeAns
  | DevRebootCountdownAns
  | DevUpgradeImageAns
  | DevDeleteImageAns;

export type FirmwareDownlink =
  | PackageVersionReq
  | DevVersionReq
  | DevRebootTimeReq
  | DevRebootCountdownReq
  | DevUpgradeImageReq
  | DevDeleteImageReq;

export const FIRMWARE_UPLINKS: CommandSet<FirmwareUplink> = new CommandSet<FirmwareUplink>({
  PackageVersionAns: packageVersionAns,
  DevVersionAns: devVersionAns,
  DevRebootTimeAns: devRebootTimeAns,
  DevRebootCountdownAns: devRebootCountdownAns,
  DevUpgradeImageAns: devUpgradeImageAns,
  DevDeleteImageAns: devDeleteImageAns,
});

export const FIRMWARE_DOWNLINKS: CommandSet<FirmwareDownlink> = new CommandSet<FirmwareDownlink>({
  PackageVersionReq: packageVersionReq,
  DevVersionReq: devVersionReq,
  DevRebootTimeReq: devRebootTimeReq,
  DevRebootCountdownReq: devRebootCountdownReq,
  DevUpgradeImageReq: devUpgradeImageReq,
  DevDeleteImageReq: devDeleteImageReq,
});

function hex32(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function when(time: number, unit: string): string {
  if (time === 0) return "reboot at once";
  return time === 0xffff_ffff ? "cancel the reboot" : `reboot at ${time} ${unit}`;
}

function countdownWords(seconds: number): string {
  if (seconds === 0) return "reboot at once";
  return seconds === 0xff_ffff ? "cancel the reboot" : `reboot in ${seconds} s`;
}
