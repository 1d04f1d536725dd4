import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import type { ApplicationId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { Samples } from "@lorats/network/testing";
import { until } from "../../../base/test/until.ts";
import { MovedDevices } from "../../src/devices/moved-devices.ts";
import { newEvent, type Cursor } from "@lorats/events";
import type { DeadLetter, Message } from "@lorats/platform";
import type { Services } from "../../src/services.ts";
import { apiKey, household, id, memoryServices, startHttp, type Household } from "../harness.ts";
import { hear } from "../support/hear.ts";

interface Side extends Household {
  readonly client: LoratsClient;
}

interface Two {
  readonly services: Services;
  readonly ours: Side;
  readonly theirs: Side;
  /** May write in both. */
  readonly mover: LoratsClient;
}

async function start(t: TestContext): Promise<Two> {
  const services = memoryServices(t);
  const { baseUrl } = await startHttp(t, services);
  const side = async (name: string): Promise<Side> => {
    const home = await household(services.stores, name);
    const key = await apiKey(services.stores, home.tenantId);
    return { ...home, client: createClient({ baseUrl, apiKey: key }) };
  };
  const ours = await side("Water works");
  const theirs = await side("Others");
  const mover = createClient({ baseUrl, apiKey: await apiKey(services.stores, undefined) });
  return { services, ours, theirs, mover };
}

function sampleMessage({ tenantId, applicationId, deviceId, devEui }: Household): Message {
  const ids = { tenantId, applicationId, deviceId, devEui };
  return { ...ids, position: "1" as Cursor, kind: "up", json: {} };
}

const refusal =
  (code: string, status: number) =>
  (error: unknown): boolean =>
    error instanceof ProblemError && error.problem.code === code && error.problem.status === status;

async function counts(client: LoratsClient, deviceId: string) {
  const device = { deviceId: deviceId as Household["deviceId"] };
  return {
    all: (await client.listUplinks()).items.length,
    ofDevice: (await client.listUplinks(device)).items.length,
    events: (await client.listEvents({ key: deviceId })).items.length,
    verdicts: (await client.listAssessments()).items.length,
    ofVerdicts: (await client.listAssessments(device)).items.length,
  };
}

it("takes a device to another tenant with its history, which its former one then has no longer", async (t) => {
  const { services, ours, theirs, mover } = await start(t);
  const { deviceId } = ours;
  const first = await hear(services, ours, 1);
  await ours.client.enqueue({ id: deviceId, fPort: 1, data: "AA==" });
  const moved = await mover.moveDevice({
    id: deviceId,
    applicationId: theirs.applicationId,
    profileId: theirs.profileId,
  });
  assert.equal(moved.tenantId, theirs.tenantId);
  await hear(services, { ...theirs, deviceId, devEui: ours.devEui }, 2);

  const gone = { all: 0, ofDevice: 0, events: 0, verdicts: 0, ofVerdicts: 0 };
  assert.deepEqual(await counts(ours.client, deviceId), gone);
  const { ofDevice, events, ofVerdicts } = await counts(theirs.client, deviceId);
  assert.deepEqual({ ofDevice, events, ofVerdicts }, { ofDevice: 2, events: 4, ofVerdicts: 2 });
  const frame = await theirs.client.getFrame({ id: deviceId, frameId: first.deduplicationId });
  assert.equal(frame.fCnt, 1);
  const own = ours.client.getFrame({ id: deviceId, frameId: first.deduplicationId });
  await assert.rejects(own, refusal("HTTP_NOT_FOUND", 404));
  assert.equal((await theirs.client.listQueue({ id: deviceId })).items.length, 0);

  // Each side's books say what became of it there, and nothing of the other side.
  const left = (await ours.client.listAudit()).items.find(({ key }) => key === deviceId);
  assert.equal(left!.body["action"], "delete");
  assert.equal(JSON.stringify(left).includes(theirs.tenantId), false);
  const [came] = (await theirs.client.listAudit()).items;
  assert.equal(came!.body["action"], "create");
  assert.equal(JSON.stringify(came).includes(ours.tenantId), false);

  // A server that starts anew knows it still.
  const again = new MovedDevices(services.stores.movedDevices, systemClock);
  await again.load();
  const event = { key: deviceId, type: "uplink", tenantId: ours.tenantId } as const;
  assert.equal(again.hides(event), true);
});

it("tells of a moved device under its new application, whichever event is told", async (t) => {
  const { services, ours, theirs, mover } = await start(t);
  const { deviceId } = ours;
  const { assessment } = await hear(services, ours, 1);
  await mover.moveDevice({
    id: deviceId,
    applicationId: theirs.applicationId,
    profileId: theirs.profileId,
  });
  const events = await services.stores.log.get([assessment]);
  const [message] = await services.translator.translate(events);
  assert.equal(message!.tenantId, theirs.tenantId);
  assert.equal(message!.applicationId, theirs.applicationId);
});

it("clears its alarms and gives up its dead letters there, and raises them where it went", async (t) => {
  const { services, ours, theirs, mover } = await start(t);
  const { stores, alarms } = services;
  const { deviceId, tenantId } = ours;
  const following = new AbortController();
  const running = alarms.run(following.signal);
  t.after(async () => {
    following.abort();
    await running;
  });
  const subject = { kind: "device", id: deviceId } as const;
  const signal = { code: "device-silent", subject, severity: "warning", state: "raised" } as const;
  const details = { gatewayId: ours.gatewayId };
  const at = { tenantId, key: deviceId, time: systemClock.now() };
  await stores.log.append([
    newEvent("alarm-signal", at, { ...signal, message: "it is silent", details }),
  ]);
  const states = async ({ client }: Side) =>
    (await client.listAlarms()).items.map(({ code, state }) => `${code} ${state}`);
  await until(async () => (await states(ours)).length === 1);
  const integration = await ours.client.createIntegration({
    name: "out",
    enabled: false,
    webhook: { url: "https://example.org/" },
  });
  const letters = stores.deadLetters(integration.id);
  const letter = (of: Household["deviceId"]): DeadLetter => ({
    id: id<string>(),
    tenantId,
    createdAt: systemClock.now(),
    version: 1,
    reason: "410",
    message: { ...sampleMessage(ours), deviceId: of },
  });
  await letters.create([letter(deviceId), letter(id())]);
  const { applicationId, profileId } = theirs;
  await mover.moveDevice({ id: deviceId, applicationId, profileId });
  assert.deepEqual(await states(ours), ["device-silent cleared"]);
  await until(async () => (await states(theirs)).length === 1);
  const [raised] = (await theirs.client.listAlarms()).items;
  assert.deepEqual(
    [raised!.state, raised!.message, raised!.details],
    ["open", "it is silent", undefined],
  );
  const { items } = await ours.client.listDeadLetters({ id: integration.id });
  assert.equal(items.length, 1);
});

it("within a tenant moves what is listed by application", async (t) => {
  const { services, ours } = await start(t);
  const { client, deviceId } = ours;
  const other = await client.createApplication({ name: "Other meters" });
  await hear(services, ours, 1);
  const applicationId = other.id as ApplicationId;
  await client.moveDevice({ id: deviceId, applicationId });
  assert.equal((await client.listUplinks({ applicationId })).items.length, 1);
  const { items } = await client.listUplinks({ applicationId: ours.applicationId });
  assert.equal(items.length, 0);
  assert.equal((await client.listDevices({ applicationId })).items.length, 1);
});

it("asks for both sides, a profile of the new one, room there, and no group left behind", async (t) => {
  const { services, ours, theirs, mover } = await start(t);
  const { deviceId, applicationId } = ours;
  const there = { id: deviceId, applicationId: theirs.applicationId };
  const whole = { ...there, profileId: theirs.profileId };
  await assert.rejects(ours.client.moveDevice(whole), refusal("HTTP_NOT_FOUND", 404));
  await assert.rejects(theirs.client.moveDevice(whole), refusal("HTTP_NOT_FOUND", 404));
  await assert.rejects(mover.moveDevice(there), refusal("DEVICE_MOVE_PROFILE", 400));
  const { registry } = services.stores;
  const tenant = (await registry.tenants.get([theirs.tenantId])).get(theirs.tenantId)!;
  const [full] = await registry.tenants.update([{ ...tenant, maxDevices: 1 }]);
  await assert.rejects(mover.moveDevice(whole), refusal("TENANT_QUOTA", 403));
  await registry.tenants.update([{ ...full!, maxDevices: 0 }]);
  const samples = new Samples(systemClock, systemRandom);
  const group = samples.multicastGroup({ id: applicationId, tenantId: ours.tenantId });
  const [made] = await registry.multicastGroups.create([{ ...group, deviceIds: [deviceId] }]);
  await assert.rejects(mover.moveDevice(whole), refusal("DEVICE_IN_GROUP", 409));
  await registry.multicastGroups.delete([made!.id]);
  const twin = { applicationId: theirs.applicationId, profileId: theirs.profileId };
  const clash = await theirs.client.createDevice({ ...twin, devEui: ours.devEui });
  await assert.rejects(mover.moveDevice(whole), refusal("REG_DUPLICATE", 409));
  await theirs.client.deleteDevice({ id: clash.id });
  await assert.rejects(mover.moveDevice({ ...whole, version: 7 }), refusal("REG_CONFLICT", 409));
  assert.equal((await mover.moveDevice(whole)).tenantId, theirs.tenantId);
  const unknown = mover.moveDevice({ ...whole, applicationId: id<ApplicationId>() });
  await assert.rejects(unknown, refusal("HTTP_NOT_FOUND", 404));
});
