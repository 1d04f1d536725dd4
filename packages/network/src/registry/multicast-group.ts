import type {
  ApplicationId,
  DevAddr,
  DeviceId,
  GatewayId,
  KeyId,
  MulticastGroupId,
} from "@lorats/base";
import { check, checkDescription, checkInt, checkName, checkTags } from "./check.ts";
import { checkDownlinkRate, checkFrequency, checkRegion } from "./check-radio.ts";
import type { Draft, Owned, Stored, Tags } from "./entity.ts";

/** Devices, and gateways, that one group may have. */
export const MAX_GROUP_MEMBERS = 10_000;

/**
 * Devices that hear one frame together: they share an address, two session keys and a place where they listen. How
 * they were told of it (at the factory, or by TS005) is not this group's business.
 * @see LoRaWAN L2 1.0.4 §11.1, TS005-2.0.0
 */
export interface MulticastGroup extends Stored, Owned {
  readonly id: MulticastGroupId;
  readonly applicationId: ApplicationId;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** Region by its common name, such as `EU868`. */
  readonly region: string;
  readonly groupClass: "B" | "C";
  readonly mcAddr: DevAddr;
  readonly mcNetSKeyId: KeyId;
  readonly mcAppSKeyId: KeyId;
  readonly dataRate: number;
  /** In class B 0 for where the region says. */
  readonly freqHz: number;
  /** Class B: 0 … 7, a ping slot every 2^n seconds. */
  readonly pingSlotPeriodicity: number;
  /** No frame has a counter below it: what another server used already. */
  readonly fCntFrom: number;
  readonly deviceIds: readonly DeviceId[];
  /** The gateways that send to the group; empty: those that reach its devices, as these were heard last. */
  readonly gatewayIds: readonly GatewayId[];
}

/** @throws {CallerError} `REG_INVALID` */
export function validateMulticastGroup(group: Draft<MulticastGroup>): void {
  checkName(group.name);
  checkDescription(group.description);
  checkTags(group.tags, "tags");
  const region = checkRegion(group.region);
  check(group.groupClass === "B" || group.groupClass === "C", "groupClass", "B or C");
  check(/^[0-9a-f]{8}$/.test(group.mcAddr), "mcAddr", "8 lower-case hexadecimal digits");
  checkDownlinkRate(region, group.dataRate, "dataRate");
  checkFrequency(region, group.freqHz, "freqHz");
  const placed = group.groupClass === "B" || group.freqHz > 0;
  check(placed, "freqHz", "the frequency where a group of class C listens");
  checkInt(group.pingSlotPeriodicity, "pingSlotPeriodicity", 0, 7);
  checkInt(group.fCntFrom, "fCntFrom", 0, 0xffff_fffe);
  checkMembers(group.deviceIds, "deviceIds");
  checkMembers(group.gatewayIds, "gatewayIds");
}

function checkMembers(ids: readonly string[], field: string): void {
  check(ids.length <= MAX_GROUP_MEMBERS, field, `at most ${MAX_GROUP_MEMBERS}`);
  check(new Set(ids).size === ids.length, field, "each once");
}
