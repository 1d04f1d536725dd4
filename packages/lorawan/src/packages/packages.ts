import type { CommandSet } from "../command/command-set.ts";
import type { Command } from "../command/command.ts";
import type { Direction } from "../frame/m-hdr.ts";
import { CLOCK_SYNC_DOWNLINKS, CLOCK_SYNC_F_PORT, CLOCK_SYNC_UPLINKS } from "./clock-sync.ts";
import {
  FIRMWARE_DOWNLINKS,
  FIRMWARE_MANAGEMENT_F_PORT,
  FIRMWARE_UPLINKS,
} from "./firmware-management.ts";
import { FRAGMENTATION_F_PORT } from "./fragmentation/commands.ts";
import { FRAGMENTATION_DOWNLINKS_V1, FRAGMENTATION_UPLINKS_V1 } from "./fragmentation/v1.ts";
import { FRAGMENTATION_DOWNLINKS_V2, FRAGMENTATION_UPLINKS_V2 } from "./fragmentation/v2.ts";
import {
  MULTICAST_SETUP_DOWNLINKS,
  MULTICAST_SETUP_F_PORT,
  MULTICAST_SETUP_UPLINKS,
} from "./multicast-setup.ts";

/** One version of an application-layer package. */
export interface ApplicationPackage {
  readonly name: string;
  readonly document: string;
  /** As PackageVersionAns tells it. */
  readonly packageIdentifier: number;
  readonly packageVersion: number;
  /** The port by convention; a device may be built for another. */
  readonly fPort: number;
  readonly commands: { readonly [D in Direction]: CommandSet<Command> };
}

/** Every package and version; within one port the versions that are deployed most come first. */
export const APPLICATION_PACKAGES: readonly ApplicationPackage[] = [
  {
    name: "clock synchronisation",
    document: "TS003",
    packageIdentifier: 1,
    packageVersion: 1,
    fPort: CLOCK_SYNC_F_PORT,
    commands: { up: CLOCK_SYNC_UPLINKS, down: CLOCK_SYNC_DOWNLINKS },
  },
  {
    name: "multicast setup",
    document: "TS005",
    packageIdentifier: 2,
    packageVersion: 1,
    fPort: MULTICAST_SETUP_F_PORT,
    commands: { up: MULTICAST_SETUP_UPLINKS, down: MULTICAST_SETUP_DOWNLINKS },
  },
  {
    name: "fragmentation",
    document: "TS004",
    packageIdentifier: 3,
    packageVersion: 1,
    fPort: FRAGMENTATION_F_PORT,
    commands: { up: FRAGMENTATION_UPLINKS_V1, down: FRAGMENTATION_DOWNLINKS_V1 },
  },
  {
    name: "fragmentation",
    document: "TS004",
    packageIdentifier: 3,
    packageVersion: 2,
    fPort: FRAGMENTATION_F_PORT,
    commands: { up: FRAGMENTATION_UPLINKS_V2, down: FRAGMENTATION_DOWNLINKS_V2 },
  },
  {
    name: "firmware management",
    document: "TS006",
    packageIdentifier: 4,
    packageVersion: 1,
    fPort: FIRMWARE_MANAGEMENT_F_PORT,
    commands: { up: FIRMWARE_UPLINKS, down: FIRMWARE_DOWNLINKS },
  },
];
