import type { TenantId } from "@lorats/base";
import { check, checkDescription, checkInt, checkName, checkTags } from "./check.ts";
import type { Draft, Stored, Tags } from "./entity.ts";

/** An organisation: everything else belongs to one. */
export interface Tenant extends Stored {
  readonly id: TenantId;
  readonly name: string;
  readonly description: string;
  readonly tags: Tags;
  /** 0 means without limit. */
  readonly maxDevices: number;
  readonly maxGateways: number;
  readonly maxIntegrations?: number;
  readonly maxCallsPerHour?: number;
  /** Of its devices' messages. */
  readonly maxEventsPerHour?: number;
  /** Of its events in the log. */
  readonly maxStorageMib?: number;
  /** May other tenants' frames pass through this tenant's gateways? */
  readonly sharesUplinks: boolean;
  /** May other tenants' downlinks be sent by this tenant's gateways? */
  readonly sharesDownlinks: boolean;
  /** Where its devices' addresses are taken from, as `26011000/20`; the server's own range when empty. */
  readonly devAddrPrefixes: readonly string[];
}

const LIMITS = [
  "maxDevices",
  "maxGateways",
  "maxIntegrations",
  "maxCallsPerHour",
  "maxEventsPerHour",
  "maxStorageMib",
] as const;

/** @throws {CallerError} `REG_INVALID` */
export function validateTenant(tenant: Draft<Tenant>): void {
  checkName(tenant.name);
  checkDescription(tenant.description);
  checkTags(tenant.tags, "tags");
  for (const limit of LIMITS) checkInt(tenant[limit] ?? 0, limit, 0, 1e9);
  for (const prefix of tenant.devAddrPrefixes) {
    const match = /^[0-9a-f]{8}\/(\d{1,2})$/.exec(prefix);
    const holds = match !== null && Number(match[1]) <= 32;
    check(holds, "devAddrPrefixes", "8 hexadecimal digits, a slash, 0 to 32 bits");
  }
}
