import { CallerError } from "@lorats/base";
import {
  type Application,
  type Device,
  type DeviceProfile,
  type Draft,
  type EntityKind,
  type Gateway,
  type MulticastGroup,
  type Stored,
  type Tenant,
  validateApplication,
  validateDevice,
  validateDeviceProfile,
  validateGateway,
  validateMulticastGroup,
  validateTenant,
} from "@lorats/network";

type RegistryTable =
  | "tenants"
  | "applications"
  | "device_profiles"
  | "devices"
  | "gateways"
  | "multicast_groups";

/** What a table needs to know of the things in it. */
export interface KindRules<E extends Stored> {
  readonly kind: EntityKind;
  readonly table: RegistryTable;
  validate(draft: Draft<E>): void;
  /** Columns beside id, body, versions and times, for searches, uniqueness and references. */
  columns(draft: Draft<E>): Readonly<Record<string, string>>;
  /** Columns that lists can be narrowed by. */
  readonly filters: readonly ("tenant_id" | "application_id" | "profile_id")[];
  /** The column whose values may not meet, and what it is to people. */
  readonly identity?: { readonly column: "eui"; of(draft: Draft<E>): string };
  /** Texts that `search` looks into. */
  texts(draft: Draft<E>): readonly string[];
}

export const TENANTS: KindRules<Tenant> = {
  kind: "tenant",
  table: "tenants",
  validate: validateTenant,
  columns: () => ({}),
  filters: [],
  texts: ({ name }) => [name],
};

export const APPLICATIONS: KindRules<Application> = {
  kind: "application",
  table: "applications",
  validate: validateApplication,
  columns: ({ tenantId }) => ({ tenant_id: tenantId }),
  filters: ["tenant_id"],
  texts: ({ name }) => [name],
};

export const DEVICE_PROFILES: KindRules<DeviceProfile> = {
  kind: "device-profile",
  table: "device_profiles",
  validate: validateDeviceProfile,
  columns: ({ tenantId }) => ({ tenant_id: tenantId }),
  filters: ["tenant_id"],
  texts: ({ name }) => [name],
};

export const DEVICES: KindRules<Device> = {
  kind: "device",
  table: "devices",
  validate: validateDevice,
  columns: ({ tenantId, applicationId, profileId, devEui }) => ({
    tenant_id: tenantId,
    application_id: applicationId,
    profile_id: profileId,
    eui: devEui,
  }),
  filters: ["tenant_id", "application_id", "profile_id"],
  identity: { column: "eui", of: ({ devEui }) => `DevEUI ${devEui}` },
  texts: ({ name, devEui }) => [name, devEui],
};

export const GATEWAYS: KindRules<Gateway> = {
  kind: "gateway",
  table: "gateways",
  validate: validateGateway,
  columns: ({ tenantId, eui }) => ({ tenant_id: tenantId, eui }),
  filters: ["tenant_id"],
  identity: { column: "eui", of: ({ eui }) => `EUI ${eui}` },
  texts: ({ name, eui }) => [name, eui],
};

export const MULTICAST_GROUPS: KindRules<MulticastGroup> = {
  kind: "multicast-group",
  table: "multicast_groups",
  validate: validateMulticastGroup,
  columns: ({ tenantId, applicationId }) => ({
    tenant_id: tenantId,
    application_id: applicationId,
  }),
  filters: ["tenant_id", "application_id"],
  texts: ({ name, mcAddr }) => [name, mcAddr],
};

export function duplicate(kind: EntityKind, identity: string): CallerError {
  return new CallerError("REG_DUPLICATE", `there is a ${kind} with ${identity} already`);
}

export function noSuch(kind: EntityKind, id: string): CallerError {
  return new CallerError("REG_NO_SUCH", `there is no ${kind} ${id}`);
}
