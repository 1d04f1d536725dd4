import type { CommandCodec } from "../command/command.ts";
import { uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** Every application-layer package answers it under CID 0. */
export interface PackageVersionReq {
  readonly command: "PackageVersionReq";
}

export const packageVersionReq: CommandCodec<PackageVersionReq> = fixedCommand({
  name: "PackageVersionReq",
  cid: 0x00,
  direction: "down",
  summary: "asks which version of the package the device implements",
  length: 0,
  fields: {},
});

export interface PackageVersionAns {
  readonly command: "PackageVersionAns";
  readonly packageIdentifier: number;
  readonly packageVersion: number;
}

export const packageVersionAns: CommandCodec<PackageVersionAns> = fixedCommand({
  name: "PackageVersionAns",
  cid: 0x00,
  direction: "up",
  summary: "tells which version of the package the device implements",
  length: 2,
  fields: {
    packageIdentifier: uint(0, 1, (id) => `package ${id}`),
    packageVersion: uint(1, 1, (version) => `version ${version}`),
  },
});
