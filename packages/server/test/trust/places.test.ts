import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemClock, systemRandom } from "@lorats/base/node";
import { MemoryRegistry } from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import { RegistryPlaces } from "../../src/trust/places.ts";

async function furnished(variables: Record<string, string>) {
  const registry = new MemoryRegistry(systemClock);
  const samples = new Samples(systemClock, systemRandom);
  const [tenant] = await registry.tenants.create([samples.tenant()]);
  const [application] = await registry.applications.create([samples.application(tenant!.id)]);
  const [profile] = await registry.deviceProfiles.create([samples.profile(tenant!.id)]);
  const [device] = await registry.devices.create([
    samples.device(application!, profile!, { variables }),
  ]);
  const [gateway] = await registry.gateways.create([samples.gateway(tenant!.id)]);
  let nowMs = 0;
  const places = new RegistryPlaces(registry, () => nowMs);
  const prepare = () => places.prepare([device!.id]);
  return {
    registry,
    device: device!,
    gateway: gateway!,
    places,
    prepare,
    later: (ms: number) => (nowMs += ms),
  };
}

describe("places of the registry", () => {
  it("a device stands where its variables say; figures that cannot be are none", async () => {
    const { places, device, prepare, registry } = await furnished({
      latitude: "1.3483",
      longitude: "103.6831",
      altitude: "30",
    });
    await prepare();
    assert.deepEqual(places.ofDevice(device.id), {
      latitudeDeg: 1.3483,
      longitudeDeg: 103.6831,
      altitudeM: 30,
    });
    for (const variables of [
      { latitude: "95", longitude: "1" },
      { latitude: " ", longitude: "1" },
      {},
    ]) {
      const known = (await registry.devices.get([device.id])).get(device.id)!;
      await registry.devices.update([{ ...known, variables }]);
      await prepare();
      assert.equal(places.ofDevice(device.id), undefined);
    }
  });

  it("a gateway stands where somebody entered it, or else where its receiver says that it is", async () => {
    const { places, gateway, prepare, registry, later } = await furnished({});
    await prepare();
    assert.equal(places.ofGateway(gateway.id), undefined);
    const reportedLocation = { latitudeDeg: 1, longitudeDeg: 2 };
    await registry.gateways.seen([
      { gatewayId: gateway.id, lastSeenAt: systemClock.now(), reportedLocation },
    ]);
    later(700_000);
    await prepare();
    assert.deepEqual(places.ofGateway(gateway.id), reportedLocation);
    const location = { latitudeDeg: 3, longitudeDeg: 4 };
    const known = (await registry.gateways.get([gateway.id])).get(gateway.id)!;
    await registry.gateways.update([{ ...known, location }]);
    await prepare();
    assert.deepEqual(places.ofGateway(gateway.id), location);
  });
});
