import type { ApplicationId, DeviceId, DeviceProfileId, GatewayId, TenantId } from "@lorats/base";
import type { Application, Device, DeviceProfile, Registry, Tenant } from "@lorats/network";
import type { DeviceCard, Directory, GatewayPlace } from "@lorats/platform";

const MAX_CARDS = 50_000;

/** What the platform tells of devices, out of the registry; forgotten whenever something there changes. */
export class RegistryDirectory implements Directory {
  readonly #registry: Registry;
  readonly #cards = new Map<DeviceId, DeviceCard>();
  /** Undefined for those of which is known that nobody told where they are. */
  readonly #places = new Map<GatewayId, GatewayPlace | undefined>();

  constructor(registry: Registry) {
    this.#registry = registry;
    registry.subscribe(({ kind, ids }) => {
      if (kind === "device") for (const id of ids) this.#cards.delete(id as DeviceId);
      else if (kind === "gateway") for (const id of ids) this.#places.delete(id as GatewayId);
      // Names of these stand in many cards; they change rarely.
      else this.#cards.clear();
    });
  }

  async devices(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, DeviceCard>> {
    const missing = ids.filter((id) => !this.#cards.has(id));
    const loaded = missing.length > 0 ? await this.#load(missing) : new Map<DeviceId, DeviceCard>();
    const found = new Map<DeviceId, DeviceCard>();
    for (const id of ids) {
      const card = this.#cards.get(id) ?? loaded.get(id);
      if (card) found.set(id, card);
    }
    return found;
  }

  async gatewayPlaces(ids: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, GatewayPlace>> {
    const missing = ids.filter((id) => !this.#places.has(id));
    if (missing.length > 0) {
      const gateways = await this.#registry.gateways.get(missing);
      if (this.#places.size + missing.length > MAX_CARDS) this.#places.clear();
      for (const id of missing) {
        const { tenantId, location } = gateways.get(id) ?? {};
        this.#places.set(id, tenantId && location && { tenantId, place: location });
      }
    }
    const found = new Map<GatewayId, GatewayPlace>();
    for (const id of ids) {
      const place = this.#places.get(id);
      if (place) found.set(id, place);
    }
    return found;
  }

  async #load(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, DeviceCard>> {
    const devices = await this.#registry.devices.get(ids);
    const all = [...devices.values()];
    const [tenants, applications, profiles] = await Promise.all([
      this.#registry.tenants.get(unique(all.map(({ tenantId }) => tenantId))),
      this.#registry.applications.get(unique(all.map(({ applicationId }) => applicationId))),
      this.#registry.deviceProfiles.get(unique(all.map(({ profileId }) => profileId))),
    ]);
    const cards = new Map<DeviceId, DeviceCard>();
    for (const device of all) {
      const card = cardOf(device, tenants, applications, profiles);
      if (card) cards.set(device.id, card);
    }
    if (this.#cards.size + cards.size > MAX_CARDS) this.#cards.clear();
    for (const [id, card] of cards) this.#cards.set(id, card);
    return cards;
  }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** Absent when something it refers to was deleted meanwhile. */
function cardOf(
  device: Device,
  tenants: ReadonlyMap<TenantId, Tenant>,
  applications: ReadonlyMap<ApplicationId, Application>,
  profiles: ReadonlyMap<DeviceProfileId, DeviceProfile>,
): DeviceCard | undefined {
  const tenant = tenants.get(device.tenantId);
  const application = applications.get(device.applicationId);
  const profile = profiles.get(device.profileId);
  if (!tenant || !application || !profile) return undefined;
  return {
    tenantId: tenant.id,
    tenantName: tenant.name,
    applicationId: application.id,
    applicationName: application.name,
    deviceProfileId: profile.id,
    deviceProfileName: profile.name,
    deviceId: device.id,
    deviceName: device.name,
    devEui: device.devEui,
    deviceClass: profile.classC ? "C" : profile.classB ? "B" : "A",
    tags: { ...profile.tags, ...device.tags },
    codec: profile.codec,
    variables: device.variables,
  };
}
