import type {
  DeviceId,
  DeviceProfileId,
  Eui64,
  GatewayId,
  MulticastGroupId,
  TenantId,
} from "@lorats/base";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { Gateway } from "../registry/gateway.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";
import type { Registry, RegistryChange } from "../registry/registry.ts";
import type { Tenant } from "../registry/tenant.ts";
import { BoundedMap } from "./bounded-map.ts";

/** The registry as the hot path reads it: in memory, forgotten when it changes. */
export class Directory {
  readonly #registry: Registry;
  readonly #devices: BoundedMap<DeviceId, Device>;
  readonly #profiles = new BoundedMap<DeviceProfileId, DeviceProfile>(10_000);
  readonly #tenants = new BoundedMap<TenantId, Tenant>(10_000);
  readonly #gateways = new BoundedMap<GatewayId, Gateway>(10_000);
  readonly #groups = new BoundedMap<MulticastGroupId, MulticastGroup>(1000);
  readonly #unsubscribe: () => void;

  constructor(registry: Registry, capacity: number) {
    this.#registry = registry;
    this.#devices = new BoundedMap(capacity);
    this.#unsubscribe = registry.subscribe((change) => this.#forget(change));
  }

  device(id: DeviceId): Device | undefined {
    return this.#devices.get(id);
  }

  profile(id: DeviceProfileId): DeviceProfile | undefined {
    return this.#profiles.get(id);
  }

  tenant(id: TenantId): Tenant | undefined {
    return this.#tenants.get(id);
  }

  gateway(id: GatewayId): Gateway | undefined {
    return this.#gateways.get(id);
  }

  group(id: MulticastGroupId): MulticastGroup | undefined {
    return this.#groups.get(id);
  }

  async loadGroups(ids: Iterable<MulticastGroupId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => this.#groups.get(id) === undefined);
    if (missing.length === 0) return;
    for (const [id, group] of await this.#registry.multicastGroups.get(missing)) {
      this.#groups.set(id, group);
    }
    await this.loadTenants(missing.flatMap((id) => this.#groups.get(id)?.tenantId ?? []));
  }

  async loadGateways(ids: Iterable<GatewayId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => this.#gateways.get(id) === undefined);
    if (missing.length === 0) return;
    for (const [id, gateway] of await this.#registry.gateways.get(missing)) {
      this.#gateways.set(id, gateway);
      await this.loadTenants([gateway.tenantId]);
    }
  }

  /** Brings these devices, their profiles and tenants into memory. */
  async load(deviceIds: Iterable<DeviceId>): Promise<void> {
    const ids = [...new Set(deviceIds)];
    const missing = ids.filter((id) => this.#devices.get(id) === undefined);
    if (missing.length > 0) {
      for (const [id, device] of await this.#registry.devices.get(missing)) {
        this.#devices.set(id, device);
      }
    }
    await this.#loadBeside(ids.map((id) => this.#devices.get(id)).filter((d) => d !== undefined));
  }

  /** All devices with these DevEUIs; not remembered, since joins are rare. */
  async byEui(devEuis: Iterable<Eui64>): Promise<ReadonlyMap<Eui64, readonly Device[]>> {
    const found = await this.#registry.devices.byEui([...new Set(devEuis)]);
    const devices = [...found.values()].flat();
    for (const device of devices) this.#devices.set(device.id, device);
    await this.#loadBeside(devices);
    return found;
  }

  async loadTenants(ids: Iterable<TenantId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => this.#tenants.get(id) === undefined);
    if (missing.length === 0) return;
    for (const [id, tenant] of await this.#registry.tenants.get(missing)) {
      this.#tenants.set(id, tenant);
    }
  }

  close(): void {
    this.#unsubscribe();
  }

  async #loadBeside(devices: readonly Device[]): Promise<void> {
    const profiles = [...new Set(devices.map(({ profileId }) => profileId))].filter(
      (id) => this.#profiles.get(id) === undefined,
    );
    if (profiles.length > 0) {
      for (const [id, profile] of await this.#registry.deviceProfiles.get(profiles)) {
        this.#profiles.set(id, profile);
      }
    }
    await this.loadTenants(devices.map(({ tenantId }) => tenantId));
  }

  #forget({ kind, ids }: RegistryChange): void {
    for (const id of ids) {
      if (kind === "device") this.#devices.delete(id as DeviceId);
      if (kind === "device-profile") this.#profiles.delete(id as DeviceProfileId);
      if (kind === "gateway") this.#gateways.delete(id as GatewayId);
      if (kind === "multicast-group") this.#groups.delete(id as MulticastGroupId);
      if (kind === "tenant") this.#tenants.delete(id as TenantId);
    }
  }
}
