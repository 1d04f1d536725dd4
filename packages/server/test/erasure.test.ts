import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { createClient } from "@lorats/api";
import { newId, toBase64, type DeviceId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { newEvent, type Uplink } from "@lorats/events";
import { sampleUplink } from "@lorats/events/testing";
import type { Device } from "@lorats/network";
import type { DeadLetter, Integration, IntegrationId } from "@lorats/platform";
import { openSqliteStorage, type Storage } from "@lorats/storage";
import { apiKey, household, memoryServices, startHttp } from "./harness.ts";

const SAID = toBase64(Buffer.from("somebody is at home"));

function id<T extends string>(): T {
  return newId<T & DeviceId>(systemClock, systemRandom);
}

async function openHouse(t: TestContext) {
  const dataDir = mkdtempSync(path.join(tmpdir(), "lorats-erasure-"));
  const storage = await openSqliteStorage({ dataDir });
  t.after(async () => {
    await storage.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const home = await household(storage);
  const { baseUrl } = await startHttp(t, memoryServices(t, storage));
  const client = createClient({ baseUrl, apiKey: await apiKey(storage, home.tenantId) });
  return { ...home, storage, client };
}

/** The device says something, a measurement is made of it, and a target refuses to hear it. */
async function speak(storage: Storage, device: Device): Promise<IntegrationId> {
  const { id: deviceId, tenantId, applicationId, devEui } = device;
  const time = systemClock.now();
  const body = sampleUplink({ deviceId, applicationId, devEui, frmPayload: SAID });
  const [position] = await storage.log.append([
    newEvent("uplink", { tenantId, key: deviceId, time }, body),
  ]);
  await storage.measurements.put([
    {
      tenantId,
      applicationId,
      deviceId,
      frame: body.deduplicationId,
      time,
      values: { presence: 1 },
      madeBy: "test",
    },
  ]);
  const integration: Integration = {
    id: id<IntegrationId>(),
    tenantId,
    kind: "webhook",
    name: "Refuses",
    enabled: false,
    settings: {},
    createdAt: time,
    version: 1,
  };
  await storage.integrations.create([integration]);
  const message = { position: position!, kind: "up", tenantId, applicationId, deviceId, devEui };
  const letter = {
    id: id(),
    tenantId,
    createdAt: time,
    version: 1,
    reason: "refused",
    message: { ...message, json: { data: SAID } },
  } as DeadLetter;
  await storage.deadLetters(integration.id).create([letter]);
  return integration.id;
}

async function traces(storage: Storage, { id: deviceId, tenantId }: Device, at: IntegrationId) {
  const { events } = await storage.log.read({ key: deviceId, types: ["uplink"] });
  const letters = await storage.deadLetters(at).list({ limit: 10, tenantId });
  return {
    payloads: events.map(({ body }) => (body as Uplink).frmPayload),
    series: (await storage.measurements.series(deviceId)).length,
    letters: letters.items.length,
  };
}

for (const history of ["erase", "keep"] as const) {
  it(`a device is deleted and its history goes or stays: ${history}`, async (t) => {
    const { storage, client, applicationId, profileId } = await openHouse(t);
    const made = await client.createDevice({
      applicationId,
      profileId,
      devEui: "00000000000000a1",
    });
    const devices = await storage.registry.devices.get([made.id]);
    const device = devices.get(made.id)!;
    const integration = await speak(storage, device);
    const whole = { payloads: [SAID], series: 1, letters: 1 };
    assert.deepEqual(await traces(storage, device, integration), whole);
    await client.deleteDevice({ id: device.id, history });
    const left = history === "keep" ? whole : { payloads: [""], series: 0, letters: 0 };
    assert.deepEqual(await traces(storage, device, integration), left);
    assert.deepEqual((await storage.log.verify()).damage, []);
  });
}
