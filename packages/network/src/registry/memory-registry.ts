import {
  CallerError,
  type ApplicationId,
  type Clock,
  type DeviceId,
  type DeviceProfileId,
  type Eui64,
  type GatewayId,
  type MulticastGroupId,
  type TenantId,
} from "@lorats/base";
import { type Application, validateApplication } from "./application.ts";
import { type Device, validateDevice } from "./device.ts";
import { type DeviceProfile, validateDeviceProfile } from "./device-profile.ts";
import { type Gateway, type GatewaySeen, validateGateway } from "./gateway.ts";
import { MemoryCollection } from "./memory-collection.ts";
import { type MulticastGroup, validateMulticastGroup } from "./multicast-group.ts";
import type { DeviceCollection, GatewayCollection, Registry, RegistryChange } from "./registry.ts";
import { type Tenant, validateTenant } from "./tenant.ts";

class MemoryDevices extends MemoryCollection<DeviceId, Device> implements DeviceCollection {
  async move(device: Device): Promise<Device> {
    return (await this.change([device], true))[0]!;
  }

  async byEui(devEuis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, readonly Device[]>> {
    const wanted = new Set(devEuis);
    return Map.groupBy(
      this.items.values().filter((device) => wanted.has(device.devEui)),
      (device) => device.devEui,
    );
  }
}

class MemoryGateways extends MemoryCollection<GatewayId, Gateway> implements GatewayCollection {
  readonly #seen = new Map<GatewayId, GatewaySeen>();

  async byEui(euis: readonly Eui64[]): Promise<ReadonlyMap<Eui64, Gateway>> {
    const wanted = new Set(euis);
    const found = this.items.values().filter((gateway) => wanted.has(gateway.eui));
    return new Map(found.map((gateway) => [gateway.eui, gateway]));
  }

  async seen(reports: readonly GatewaySeen[]): Promise<void> {
    for (const report of reports) {
      if (!this.items.has(report.gatewayId)) continue;
      const known = this.#seen.get(report.gatewayId);
      if (known && known.lastSeenAt > report.lastSeenAt) continue;
      this.#seen.set(report.gatewayId, { ...known, ...report });
    }
  }

  async lastSeen(ids: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, GatewaySeen>> {
    const known = ids.filter((id) => this.#seen.has(id) && this.items.has(id));
    return new Map(known.map((id) => [id, this.#seen.get(id)!]));
  }
}

/** A registry in memory, for tests and simulations. */
export class MemoryRegistry implements Registry {
  readonly tenants: MemoryCollection<TenantId, Tenant>;
  readonly applications: MemoryCollection<ApplicationId, Application>;
  readonly deviceProfiles: MemoryCollection<DeviceProfileId, DeviceProfile>;
  readonly devices: MemoryDevices;
  readonly gateways: MemoryGateways;
  readonly multicastGroups: MemoryCollection<MulticastGroupId, MulticastGroup>;
  readonly #listeners = new Set<(change: RegistryChange) => void>();

  constructor(clock: Clock) {
    const notify = (change: RegistryChange): void => {
      for (const listener of this.#listeners) listener(change);
    };
    const checkTenant = (tenantId: TenantId): void => {
      if (!this.tenants.has(tenantId)) throw noSuch("tenantId");
    };
    const checkApplication = (tenantId: TenantId, id: ApplicationId): void => {
      checkTenant(tenantId);
      if (this.applications.peek(id)?.tenantId !== tenantId) throw noSuch("applicationId");
    };
    this.tenants = new MemoryCollection<TenantId, Tenant>(
      {
        kind: "tenant",
        validate: validateTenant,
        identities: () => [],
        checkReferences: () => undefined,
        inUse: (id) =>
          [
            this.applications,
            this.deviceProfiles,
            this.devices,
            this.gateways,
            this.multicastGroups,
          ].some((things) =>
            things.some((thing: { readonly tenantId: TenantId }) => thing.tenantId === id),
          ),
        texts: (tenant) => [tenant.name],
      },
      clock,
      notify,
    );
    this.applications = new MemoryCollection<ApplicationId, Application>(
      {
        kind: "application",
        validate: validateApplication,
        identities: () => [],
        checkReferences: ({ tenantId }) => checkTenant(tenantId),
        inUse: (id) =>
          this.devices.some(({ applicationId }) => applicationId === id) ||
          this.multicastGroups.some(({ applicationId }) => applicationId === id),
        texts: (application) => [application.name],
      },
      clock,
      notify,
    );
    this.deviceProfiles = new MemoryCollection<DeviceProfileId, DeviceProfile>(
      {
        kind: "device-profile",
        validate: validateDeviceProfile,
        identities: () => [],
        checkReferences: ({ tenantId }) => checkTenant(tenantId),
        inUse: (id) => this.devices.some((device) => device.profileId === id),
        texts: (profile) => [profile.name],
      },
      clock,
      notify,
    );
    this.devices = new MemoryDevices(
      {
        kind: "device",
        validate: validateDevice,
        identities: (device) => [`DevEUI ${device.devEui} in tenant ${device.tenantId}`],
        checkReferences: ({ tenantId, applicationId, profileId }) => {
          checkApplication(tenantId, applicationId);
          const profile = this.deviceProfiles.peek(profileId);
          if (profile?.tenantId !== tenantId) throw noSuch("profileId");
        },
        inUse: () => false,
        texts: (device) => [device.name, device.devEui],
      },
      clock,
      notify,
    );
    this.gateways = new MemoryGateways(
      {
        kind: "gateway",
        validate: validateGateway,
        identities: (gateway) => [`EUI ${gateway.eui}`],
        checkReferences: ({ tenantId }) => checkTenant(tenantId),
        inUse: () => false,
        texts: (gateway) => [gateway.name, gateway.eui],
      },
      clock,
      notify,
    );
    this.multicastGroups = new MemoryCollection<MulticastGroupId, MulticastGroup>(
      {
        kind: "multicast-group",
        validate: validateMulticastGroup,
        identities: () => [],
        checkReferences: ({ tenantId, applicationId }) => checkApplication(tenantId, applicationId),
        inUse: () => false,
        texts: (group) => [group.name, group.mcAddr],
      },
      clock,
      notify,
    );
  }

  subscribe(listener: (change: RegistryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function noSuch(field: string): CallerError {
  return new CallerError("REG_NO_SUCH", `${field} does not name anything of this tenant`);
}
