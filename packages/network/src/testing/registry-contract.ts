import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  type ApplicationId,
  type DeviceId,
  type GatewayId,
  SeededRandom,
  type TenantId,
  VirtualClock,
} from "@lorats/base";
import type { Application } from "../registry/application.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { Registry, RegistryChange } from "../registry/registry.ts";
import type { Tenant } from "../registry/tenant.ts";
import { Samples } from "./samples.ts";

const clock = new VirtualClock();
const samples = new Samples(clock, new SeededRandom(13));

interface Estate {
  readonly tenant: Tenant;
  readonly application: Application;
  readonly profile: DeviceProfile;
}

async function estate(registry: Registry): Promise<Estate> {
  const [tenant] = await registry.tenants.create([samples.tenant()]);
  const [application] = await registry.applications.create([samples.application(tenant!.id)]);
  const [profile] = await registry.deviceProfiles.create([samples.profile(tenant!.id)]);
  return { tenant: tenant!, application: application!, profile: profile! };
}

async function someDevice(registry: Registry, at: Estate): Promise<Device> {
  return (await registry.devices.create([samples.device(at.application, at.profile)]))[0]!;
}

/** What every registry must do. Call it with a factory of empty registries. */
export function registryContract(open: (t: TestContext) => Promise<Registry>): void {
  describe("registry contract", () => {
    it("moves a device to another tenant, where its application and profile have to be", async (t) => {
      const registry = await open(t);
      const [here, there] = [await estate(registry), await estate(registry)];
      const device = await someDevice(registry, here);
      const target = {
        ...device,
        tenantId: there.tenant.id,
        applicationId: there.application.id,
        profileId: there.profile.id,
      };
      await assert.rejects(registry.devices.update([target]), { code: "REG_INVALID" });
      const half = { ...target, profileId: here.profile.id };
      await assert.rejects(registry.devices.move(half), { code: "REG_NO_SUCH" });
      const moved = await registry.devices.move(target);
      assert.equal(moved.version, device.version + 1);
      assert.equal((await registry.devices.list({ tenantId: here.tenant.id })).items.length, 0);
      assert.deepEqual((await registry.devices.get([device.id])).get(device.id), moved);
      await assert.rejects(registry.devices.move(target), { code: "REG_CONFLICT" });
      const twin = samples.device(here.application, here.profile, { devEui: device.devEui });
      await registry.devices.create([twin]);
      const stored = (await registry.devices.get([twin.id])).get(twin.id)!;
      const clash = registry.devices.move({ ...moved, id: stored.id, version: stored.version });
      await assert.rejects(clash, { code: "REG_DUPLICATE" });
    });

    it("gives back every kind of thing as it was created", async (t) => {
      const registry = await open(t);
      const tenant = samples.tenant({ tags: { a: "ü" }, devAddrPrefixes: ["26011000/20"] });
      await registry.tenants.create([tenant]);
      const application = samples.application(tenant.id);
      await registry.applications.create([application]);
      const profile = samples.profile(tenant.id, {
        classB: { timeoutS: 1, pingSlotPeriodicity: 7, pingSlotDataRate: 3, pingSlotFreqHz: 0 },
        classC: { timeoutS: 5 },
        rx: { rx1DelayS: 5, rx2FreqHz: 869_525_000 },
        maxEirpDbm: 14.5,
      });
      await registry.deviceProfiles.create([profile]);
      const device = samples.device(application, profile, { variables: { k: "v" } });
      await registry.devices.create([device]);
      const gateway = samples.gateway(tenant.id, {
        location: { latitudeDeg: -33.9, longitudeDeg: 151.2, altitudeM: 12.5 },
        subBand: 1,
      });
      await registry.gateways.create([gateway]);
      const group = samples.multicastGroup(application, { deviceIds: [device.id] });
      await registry.multicastGroups.create([group]);
      const pairs = [
        [tenant, (await registry.tenants.get([tenant.id])).get(tenant.id)],
        [application, (await registry.applications.get([application.id])).get(application.id)],
        [profile, (await registry.deviceProfiles.get([profile.id])).get(profile.id)],
        [device, (await registry.devices.get([device.id])).get(device.id)],
        [group, (await registry.multicastGroups.get([group.id])).get(group.id)],
        [gateway, (await registry.gateways.get([gateway.id])).get(gateway.id)],
      ] as const;
      for (const [draft, stored] of pairs) {
        const { version, createdAt, updatedAt, ...fields } = stored!;
        assert.deepEqual(fields, draft);
        assert.equal(version, 1);
        assert.equal(typeof createdAt, "bigint");
        assert.equal(updatedAt, createdAt);
      }
    });

    it("leaves out ids that do not exist", async (t) => {
      const registry = await open(t);
      assert.equal((await registry.devices.get([samples.id<DeviceId>()])).size, 0);
      assert.equal((await registry.devices.get([])).size, 0);
    });

    it("creates all or none", async (t) => {
      const registry = await open(t);
      const tenant = samples.tenant();
      const bad = samples.tenant({ name: "" });
      await assert.rejects(registry.tenants.create([tenant, bad]), { code: "REG_INVALID" });
      assert.equal(await registry.tenants.count({}), 0);
      await registry.tenants.create([tenant]);
      const again = registry.tenants.create([samples.tenant(), tenant]);
      await assert.rejects(again, { code: "REG_DUPLICATE" });
      assert.equal(await registry.tenants.count({}), 1);
    });

    it("updates only what was not changed meanwhile", async (t) => {
      const registry = await open(t);
      const { application } = await estate(registry);
      const [second] = await registry.applications.update([{ ...application, name: "New" }]);
      assert.equal(second!.version, 2);
      assert.equal(second!.createdAt, application.createdAt);
      const stale = registry.applications.update([{ ...application, name: "Stale" }]);
      await assert.rejects(stale, { code: "REG_CONFLICT" });
      const id = samples.id<ApplicationId>();
      const gone = registry.applications.update([{ ...application, id }]);
      await assert.rejects(gone, { code: "REG_NO_SUCH" });
      const stored = (await registry.applications.get([application.id])).get(application.id);
      assert.equal(stored!.name, "New");
    });

    it("clears optional fields that an update leaves out", async (t) => {
      const registry = await open(t);
      const at = await estate(registry);
      const device = await someDevice(registry, at);
      const { joinEui: _, ...without } = device;
      await registry.devices.update([without]);
      const stored = (await registry.devices.get([device.id])).get(device.id)!;
      assert.equal(stored.joinEui, undefined);
    });

    it("keeps tenants apart", async (t) => {
      const registry = await open(t);
      const [one, two] = [await estate(registry), await estate(registry)];
      const foreign = samples.device(one.application, two.profile);
      await assert.rejects(registry.devices.create([foreign]), { code: "REG_NO_SUCH" });
      const orphan = samples.application(samples.id<TenantId>());
      await assert.rejects(registry.applications.create([orphan]), { code: "REG_NO_SUCH" });
      const moved = { ...one.application, tenantId: two.tenant.id };
      await assert.rejects(registry.applications.update([moved]), { code: "REG_INVALID" });
      assert.equal(await registry.applications.count({ tenantId: one.tenant.id }), 1);
    });

    it("has a DevEUI once a tenant, but in several tenants", async (t) => {
      const registry = await open(t);
      const [one, two] = [await estate(registry), await estate(registry)];
      const first = await someDevice(registry, one);
      const { devEui } = first;
      const twin = samples.device(one.application, one.profile, { devEui });
      await assert.rejects(registry.devices.create([twin]), { code: "REG_DUPLICATE" });
      const other = samples.device(two.application, two.profile, { devEui });
      await registry.devices.create([other]);
      const found = (await registry.devices.byEui([devEui, samples.eui()])).get(devEui)!;
      assert.deepEqual(new Set(found.map(({ id }) => id)), new Set([first.id, other.id]));
      await registry.devices.delete([first.id]);
      await registry.devices.create([twin]);
      const third = await someDevice(registry, one);
      const taken = registry.devices.update([{ ...third, devEui }]);
      await assert.rejects(taken, { code: "REG_DUPLICATE" });
    });

    it("has a gateway's EUI once", async (t) => {
      const registry = await open(t);
      const [one, two] = [await estate(registry), await estate(registry)];
      const gateway = samples.gateway(one.tenant.id);
      await registry.gateways.create([gateway]);
      const { eui } = gateway;
      const twin = samples.gateway(two.tenant.id, { eui });
      await assert.rejects(registry.gateways.create([twin]), { code: "REG_DUPLICATE" });
      const found = await registry.gateways.byEui([eui, samples.eui()]);
      assert.equal(found.get(eui)!.id, gateway.id);
      assert.equal(found.size, 1);
    });

    it("notes when gateways were seen, never going back", async (t) => {
      const registry = await open(t);
      const { tenant } = await estate(registry);
      const [gateway] = await registry.gateways.create([samples.gateway(tenant.id)]);
      const gatewayId = gateway!.id;
      const reportedLocation = { latitudeDeg: 1, longitudeDeg: 2 };
      await registry.gateways.seen([
        { gatewayId, lastSeenAt: 20n, reportedLocation },
        { gatewayId: samples.id<GatewayId>(), lastSeenAt: 20n },
      ]);
      await registry.gateways.seen([{ gatewayId, lastSeenAt: 10n }]);
      const seen = await registry.gateways.lastSeen([gatewayId]);
      assert.deepEqual(seen.get(gatewayId), { gatewayId, lastSeenAt: 20n, reportedLocation });
      await registry.gateways.seen([{ gatewayId, lastSeenAt: 30n }]);
      const later = (await registry.gateways.lastSeen([gatewayId])).get(gatewayId);
      assert.deepEqual(later, { gatewayId, lastSeenAt: 30n, reportedLocation });
      assert.equal((await registry.gateways.get([gatewayId])).get(gatewayId)!.version, 1);
    });

    it("does not delete what is in use", async (t) => {
      const registry = await open(t);
      const at = await estate(registry);
      const device = await someDevice(registry, at);
      const inUse = { code: "REG_IN_USE" };
      await assert.rejects(registry.tenants.delete([at.tenant.id]), inUse);
      await assert.rejects(registry.applications.delete([at.application.id]), inUse);
      await assert.rejects(registry.deviceProfiles.delete([at.profile.id]), inUse);
      await registry.devices.delete([device.id]);
      await assert.rejects(registry.devices.delete([device.id]), { code: "REG_NO_SUCH" });
      await registry.applications.delete([at.application.id]);
      await registry.deviceProfiles.delete([at.profile.id]);
      await registry.tenants.delete([at.tenant.id]);
      assert.equal(await registry.tenants.count({}), 0);
    });

    it("pages through lists without gaps while things are added", async (t) => {
      const registry = await open(t);
      const at = await estate(registry);
      const draft = (n: number): ReturnType<Samples["device"]> => {
        clock.advance(1);
        return samples.device(at.application, at.profile, { name: `Meter ${n}` });
      };
      await registry.devices.create(Array.from({ length: 5 }, (_, n) => draft(n)));
      const first = await registry.devices.list({ limit: 3 });
      await registry.devices.create([draft(5)]);
      const second = await registry.devices.list({ limit: 3, after: first.next });
      assert.deepEqual(
        [...first.items, ...second.items].map(({ name }) => name),
        Array.from({ length: 6 }, (_, n) => `Meter ${n}`),
      );
      assert.equal(second.next, undefined);
    });

    it("filters lists and counts", async (t) => {
      const registry = await open(t);
      const [one, two] = [await estate(registry), await estate(registry)];
      const { application, profile, tenant } = one;
      const named = samples.device(application, profile, { name: "Pumpe_100% Süd" });
      await registry.devices.create([named, samples.device(two.application, two.profile)]);
      const by = async (query: Parameters<typeof registry.devices.list>[0]): Promise<string[]> => {
        const { items } = await registry.devices.list(query);
        assert.equal(await registry.devices.count(query), items.length);
        return items.map(({ id }) => id);
      };
      assert.deepEqual(await by({ tenantId: tenant.id }), [named.id]);
      assert.deepEqual(await by({ applicationId: application.id }), [named.id]);
      assert.deepEqual(await by({ profileId: profile.id }), [named.id]);
      assert.deepEqual(await by({ search: "_100% s" }), [named.id]);
      assert.deepEqual(await by({ search: "e%1" }), []);
      assert.deepEqual(await by({ search: named.devEui.slice(3, 13).toUpperCase() }), [named.id]);
    });

    it("tells subscribers what was changed, and only then", async (t) => {
      const registry = await open(t);
      const heard: RegistryChange[] = [];
      const stop = registry.subscribe((change) => heard.push(change));
      const { tenant } = await estate(registry);
      const [gateway] = await registry.gateways.create([samples.gateway(tenant.id)]);
      await registry.gateways.update([gateway!]);
      await assert.rejects(registry.gateways.update([gateway!]), { code: "REG_CONFLICT" });
      await registry.gateways.delete([gateway!.id]);
      stop();
      await registry.tenants.create([samples.tenant()]);
      const ids = [gateway!.id];
      assert.deepEqual(heard.slice(3), [
        { kind: "gateway", ids },
        { kind: "gateway", ids },
        { kind: "gateway", ids },
      ]);
      assert.deepEqual(heard[0], { kind: "tenant", ids: [tenant.id] });
    });
  });
}
