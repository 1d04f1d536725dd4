import type {
  ApplicationId,
  DeviceId,
  DeviceProfileId,
  Eui64,
  GatewayId,
  MulticastGroupId,
  TenantId,
} from "@lorats/base";
import type { Application } from "./application.ts";
import type { Device } from "./device.ts";
import type { DeviceProfile } from "./device-profile.ts";
import type { Draft, Stored } from "./entity.ts";
import type { Gateway, GatewaySeen } from "./gateway.ts";
import type { MulticastGroup } from "./multicast-group.ts";
import type { Tenant } from "./tenant.ts";

/** Every field narrows the list; `after` continues a listing where its last page ended. */
export interface ListQuery {
  readonly tenantId?: TenantId | undefined;
  readonly applicationId?: ApplicationId | undefined;
  readonly profileId?: DeviceProfileId | undefined;
  /** Part of the name or of an EUI, in any case of letters. */
  readonly search?: string | undefined;
  /** Opaque, from the page before. */
  readonly after?: string | undefined;
  /** 1 … 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

export interface Page<E> {
  /** In the order in which they were created. */
  readonly items: readonly E[];
  /** Absent on the last page. */
  readonly next?: string;
}

/**
 * One kind of thing. Every call is a transaction: it happens for all its arguments or for none. What it refuses,
 * it refuses with a `CallerError`:
 * - `REG_INVALID`: a field is out of range;
 * - `REG_DUPLICATE`: the id, or an identity that has to be unique, is taken;
 * - `REG_NO_SUCH`: an id, or one that a field refers to, does not exist or belongs to another tenant;
 * - `REG_CONFLICT`: it was changed since it was read;
 * - `REG_IN_USE`: others still refer to it.
 */
export interface Collection<Id extends string, E extends Stored> {
  /** Ids that do not exist are missing from the map. */
  get(ids: readonly Id[]): Promise<ReadonlyMap<Id, E>>;
  list(query: ListQuery): Promise<Page<E>>;
  count(query: Omit<ListQuery, "after" | "limit">): Promise<number>;
  /** The caller chooses ids with `newId`. Returns them as stored, with version 1. */
  create(drafts: readonly Draft<E>[]): Promise<readonly E[]>;
  /** Each carries the version it was read with; returns them as stored, one version on. */
  update(entities: readonly E[]): Promise<readonly E[]>;
  delete(ids: readonly Id[]): Promise<void>;
}

export type EntityKind =
  | "tenant"
  | "application"
  | "device-profile"
  | "device"
  | "gateway"
  | "multicast-group";

/** Says that things were created, changed or deleted. */
export interface RegistryChange {
  readonly kind: EntityKind;
  readonly ids: readonly string[];
}

export interface DeviceCollection extends Collection<DeviceId, Device> {
  /** All devices of all tenants with these DevEUIs. EUIs without any are missing from the map. */
  byEui(devEuis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, readonly Device[]>>;
  /** Like `update` of one, which may go to another tenant with all that it refers to. */
  move(device: Device): Promise<Device>;
}

export interface GatewayCollection extends Collection<GatewayId, Gateway> {
  byEui(euis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, Gateway>>;
  /** Notes when gateways were last heard of. Times never go back; unknown gateways are passed over. */
  seen(reports: readonly GatewaySeen[]): Promise<void>;
  lastSeen(ids: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, GatewaySeen>>;
}

/** What exists: tenants, their applications, profiles, devices, multicast groups and gateways. */
export interface Registry {
  readonly tenants: Collection<TenantId, Tenant>;
  readonly applications: Collection<ApplicationId, Application>;
  readonly deviceProfiles: Collection<DeviceProfileId, DeviceProfile>;
  readonly devices: DeviceCollection;
  readonly gateways: GatewayCollection;
  readonly multicastGroups: Collection<MulticastGroupId, MulticastGroup>;
  /** Calls after every change that was stored. Returns how to stop. */
  subscribe(listener: (change: RegistryChange) => void): () => void;
}
