import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient, ProblemError } from "@lorats/api";
import { sampleAlarm } from "@lorats/platform/testing";
import { apiKey } from "../harness.ts";
import { refusal, startHome } from "../support/home.ts";

const WEBHOOK = { name: "Hook", kind: "webhook" } as const;

describe("what the API refuses, and why", () => {
  it("targets: a credential in an address, letters of an integration that is off, e-mail that nobody sends", async (t) => {
    const { client } = await startHome(t);
    const url = "https://somebody:secret@example.com/";
    const leaky = client.createIntegration({ ...WEBHOOK, webhook: { url } });
    await assert.rejects(leaky, refusal("WEBHOOK_URL_SECRET", 400));
    const webhook = { url: "https://example.com/" };
    const { id } = await client.createIntegration({ ...WEBHOOK, webhook, enabled: false });
    await assert.rejects(
      client.replayDeadLetters({ id, ids: ["0193fd4c-0000-7000-8000-000000000000"] }),
      refusal("INTEGRATION_OFF", 409),
    );
    const notify = { email: ["a@example.com"] };
    const mailed = client.createAlarmRule({ name: "Everything", notify });
    await assert.rejects(mailed, refusal("ALARM_NO_MAIL", 400));
  });

  it("connectors: what the other side does not keep cannot be fetched", async (t) => {
    const { client, applicationId, profileId } = await startHome(t);
    const made = { name: "Line", applicationId, profileId, settings: {} };
    const { id } = await client.createConnector({ ...made, kind: "chirpstack" });
    const fetched = client.startBackfill({ id, from: "2026-11-01T00:00:00Z" });
    await assert.rejects(fetched, refusal("CONNECTOR_NO_BACKFILL", 409));
  });

  it("devices: a schedule without a session, and a key of one that is disabled", async (t) => {
    const { client, services, tenantId, deviceId, baseUrl } = await startHome(t);
    const plan = { sliceMs: 1000, minSlices: 60, maxSlices: 120 };
    const enrolled = client.enrolHopping({ id: deviceId, ...plan });
    await assert.rejects(enrolled, refusal("TRUST_NO_SESSION", 409));
    const { secret } = await client.createApiKey({ name: "meter", deviceId });
    const device = createClient({ baseUrl, apiKey: secret });
    await client.updateDevice({ id: deviceId, disabled: true });
    await assert.rejects(device.listDownlinks(), refusal("DEVICE_DISABLED", 403));
    const other = createClient({ baseUrl, apiKey: await apiKey(services.stores, tenantId) });
    assert.equal((await other.getDevice({ id: deviceId })).disabled, true);
  });
});

it("refuses what could have no effect by its field's name, and leaves what is stored", async (t) => {
  const { client, services, tenantId } = await startHome(t);
  const named = (field: string) => (error: unknown) =>
    error instanceof ProblemError &&
    error.problem.status === 400 &&
    (error.problem.detail ?? "").includes(`body.${field}`);
  const over = { name: "old", expiresAt: "2020-01-01T00:00:00Z" };
  await assert.rejects(
    client.createApiKey({ ...over, scopes: ["devices:read"] }),
    named("expiresAt"),
  );
  await assert.rejects(client.createMqttCredential(over), named("expiresAt"));
  const unreal = ["audit:write"] as unknown as ["audit:read"];
  await assert.rejects(client.createApiKey({ name: "x", scopes: unreal }), named("scopes"));
  for (const code of ["device-silnet", "dveice-*", ""]) {
    await assert.rejects(client.createAlarmRule({ name: "r", codes: [code] }), named("codes"));
  }
  const rule = await client.createAlarmRule({
    name: "r",
    codes: ["device-silent", "quota-*", "*"],
  });
  const typo = { id: rule.id, codes: ["device-silnet"] };
  await assert.rejects(client.updateAlarmRule(typo), named("codes"));
  // A rule from before, and a code that somebody's own program raised.
  const [stored] = (await services.stores.alarmRules.list({ tenantId, limit: 1 })).items;
  await services.stores.alarmRules.update({ ...stored!, codes: ["device-silnet"] });
  assert.deepEqual((await client.getAlarmRule({ id: rule.id })).codes, ["device-silnet"]);
  await client.updateAlarmRule({ ...typo, name: "renamed" });
  const own = sampleAlarm({ tenantId, code: "pump-dry" });
  await services.stores.alarms.save({ alarms: [own], deleted: [] });
  await client.createAlarmRule({ name: "own", codes: ["pump-dry"] });
});
