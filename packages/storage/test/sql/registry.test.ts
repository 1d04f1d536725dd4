import assert from "node:assert/strict";
import { after, beforeEach, describe, it } from "node:test";
import { systemClock, systemRandom } from "@lorats/base/node";
import type { Device, Stored } from "@lorats/network";
import { Samples } from "@lorats/network/testing";
import { SqlRegistry } from "../../src/sql/registry.ts";
import { emptyTables, openState } from "../support.ts";

const { db } = await openState({ after });
const samples = new Samples(systemClock, systemRandom);

async function devices(registry: SqlRegistry, count: number): Promise<readonly Device[]> {
  const tenant = samples.tenant();
  const application = samples.application(tenant.id);
  const profile = samples.profile(tenant.id);
  await registry.tenants.create([tenant]);
  await registry.applications.create([application]);
  await registry.deviceProfiles.create([profile]);
  return registry.devices.create(
    Array.from({ length: count }, () => samples.device(application, profile)),
  );
}

describe("registry in SQL", () => {
  beforeEach(() => emptyTables(db));

  it("lets two devices exchange their identities in one update", async () => {
    const registry = new SqlRegistry(db, systemClock);
    const [one, two] = (await devices(registry, 2)) as [Device, Device];
    await registry.devices.update([
      { ...one, devEui: two.devEui },
      { ...two, devEui: one.devEui },
    ]);
    const found = await registry.devices.byEui([one.devEui, two.devEui]);
    assert.equal(found.get(one.devEui)![0]!.id, two.id);
    assert.equal(found.get(two.devEui)![0]!.id, one.id);
    await assert.rejects(registry.devices.update([one, { ...two, version: 2 }]), {
      code: "REG_CONFLICT",
    });
    assert.deepEqual(await registry.devices.byEui([one.devEui, two.devEui]), found);
  });

  it("makes one of two updates of one version, whoever comes first", async () => {
    const registry = new SqlRegistry(db, systemClock);
    const [device] = (await devices(registry, 1)) as [Device];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => registry.devices.update([{ ...device, name: `n${i}` }])),
    );
    const won = outcomes.filter(({ status }) => status === "fulfilled");
    assert.equal(won.length, 1);
    assert.equal((await registry.devices.get([device.id])).get(device.id)!.version, 2);
  });

  it("says in words what it refuses", async () => {
    const registry = new SqlRegistry(db, systemClock);
    const [device] = (await devices(registry, 1)) as [Device];
    const refusal = async (work: Promise<unknown>, words: RegExp): Promise<void> => {
      await assert.rejects(work, (error: Error) => words.test(error.message));
    };
    const { version, createdAt, updatedAt, ...draft } = device satisfies Stored;
    await refusal(registry.devices.create([draft]), new RegExp(`device with ${device.id}`));
    const twin = { ...draft, id: samples.id<Device["id"]>() };
    await refusal(registry.devices.create([twin]), new RegExp(`DevEUI ${device.devEui}`));
    const lost = { ...device, profileId: samples.id<Device["profileId"]>() };
    await refusal(registry.devices.update([lost]), /profileId does not name anything/);
    assert.ok(version && createdAt && updatedAt);
  });

  it("pages through more things than one statement names", async () => {
    const registry = new SqlRegistry(db, systemClock);
    const created = await devices(registry, 2300);
    const found = await registry.devices.get(created.map(({ id }) => id));
    assert.equal(found.size, 2300);
    assert.deepEqual(found.get(created[2299]!.id), created[2299]);
    assert.equal(await registry.devices.count({}), 2300);
  });
});
