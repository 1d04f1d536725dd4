import assert from "node:assert/strict";
import { createServer as createHttp } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { newEvent, type AlarmSignal } from "@lorats/events";
import { until } from "../../../base/test/until.ts";
import { createMailer } from "../../src/alarms/mailer.ts";
import { AlarmNotifier } from "../../src/alarms/notifier.ts";
import type { Services } from "../../src/services.ts";
import { apiKey, household, memoryServices, startHttp, type Household } from "../harness.ts";

async function port(server: Server, t: TestContext): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A mail server that takes everything: RFC 5321 as far as a client needs it. */
async function mailServer(t: TestContext): Promise<{ url: string; mails: string[] }> {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let text = "";
    let inData = false;
    socket.on("error", () => {});
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      text += chunk.toString();
      for (let end = next(); end >= 0; end = next()) {
        const part = text.slice(0, end);
        text = text.slice(end + (inData ? 5 : 2));
        if (inData) mails.push(part);
        if (!inData && /^DATA/i.test(part)) socket.write("354 go on\r\n");
        else socket.write(/^QUIT/i.test(part) ? "221 bye\r\n" : "250 ok\r\n");
        inData = !inData && /^DATA/i.test(part);
      }
    });
    const next = (): number => text.indexOf(inData ? "\r\n.\r\n" : "\r\n");
  });
  return { url: `smtp://127.0.0.1:${await port(server, t)}`, mails };
}

interface Ours extends Household {
  readonly services: Services;
  readonly client: LoratsClient;
  readonly raise: (change?: Partial<AlarmSignal>) => Promise<void>;
}

async function start(t: TestContext, change: Partial<Services> = {}): Promise<Ours> {
  const services = { ...memoryServices(t), ...change };
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, home.tenantId);
  const stopping = new AbortController();
  const running = services.alarms.run(stopping.signal);
  t.after(async () => {
    stopping.abort();
    await running;
  });
  const raise = async (fields: Partial<AlarmSignal> = {}): Promise<void> => {
    const subject = { kind: "device", id: home.deviceId } as const;
    const body = { code: "device-silent", subject, state: "raised", severity: "warning" } as const;
    const at = { tenantId: home.tenantId, key: home.deviceId, time: services.clock.now() };
    const signal = { ...body, message: "Meter 1 is silent", ...fields };
    await services.stores.log.append([newEvent("alarm-signal", at, signal)]);
  };
  return { ...home, services, raise, client: createClient({ baseUrl, apiKey: key }) };
}

describe("alarms over HTTP", () => {
  it("are listed, acknowledged, snoozed and cleared, by those of the tenant only", async (t) => {
    const { client, raise, services, deviceId } = await start(t);
    await raise();
    await until(async () => (await client.listAlarms()).items.length === 1);
    const [alarm] = (await client.listAlarms({ states: "open", subjectId: deviceId })).items;
    assert.deepEqual([alarm!.code, alarm!.count, alarm!.state], ["device-silent", 1, "open"]);
    const seen = await client.acknowledgeAlarm({ id: alarm!.id, note: "on my way" });
    assert.deepEqual([seen.state, seen.note], ["acknowledged", "on my way"]);
    assert.match(seen.acknowledgedBy!, /^key:/);
    const later = "2099-01-01T00:00:00Z";
    assert.equal(
      (await client.snoozeAlarm({ id: alarm!.id, until: later })).snoozedUntil,
      "2099-01-01T00:00:00.000000000Z",
    );
    const over = await client.clearAlarm({ id: alarm!.id });
    assert.equal(over.state, "cleared");
    await assert.rejects(client.clearAlarm({ id: alarm!.id }), /the alarm is over/);
    assert.deepEqual((await client.listAlarms({ states: "open,acknowledged" })).items, []);

    const theirs = await household(services.stores, "Others");
    const { baseUrl } = await startHttp(t, services);
    const other = createClient({ baseUrl, apiKey: await apiKey(services.stores, theirs.tenantId) });
    assert.deepEqual((await other.listAlarms()).items, []);
    await assert.rejects(other.getAlarm({ id: alarm!.id }), ProblemError);
    await assert.rejects(other.acknowledgeAlarm({ id: alarm!.id }), ProblemError);
    const viewer = createClient({
      baseUrl,
      apiKey: await apiKey(services.stores, alarm!.tenantId, ["alarms:read"]),
    });
    await assert.rejects(viewer.acknowledgeAlarm({ id: alarm!.id }), ProblemError);
  });

  it("speak under their device, as every message does", async (t) => {
    const { raise, services, devEui } = await start(t);
    await raise();
    await until(
      async () => (await services.stores.log.read({ types: ["alarm"] })).events.length === 1,
    );
    const { events } = await services.stores.log.read({});
    const [message] = await services.translator.translate(events);
    assert.deepEqual(
      [message!.kind, message!.devEui, message!.json["change"]],
      ["alarm", devEui, "opened"],
    );
  });

  it("refuse e-mail where no mail server is named", async (t) => {
    const { client } = await start(t);
    const rule = { name: "x", notify: { email: ["a@example.org"] } };
    await assert.rejects(client.createAlarmRule(rule), /smtp\.url/);
  });
});

describe("alarm rules", () => {
  it("tell by e-mail and webhook, each at its own pace, and hide headers from the audit log", async (t) => {
    const mail = await mailServer(t);
    const mailer = createMailer(mail.url, "lorats@example.org");
    t.after(() => mailer.close());
    const services = memoryServices(t);
    const { stores, clock } = services;
    const alarmNotifier = new AlarmNotifier({
      stores,
      clock,
      mailer,
      allowPrivate: true,
      failed: () => {},
    });
    t.after(() => alarmNotifier.stop());
    const config = { ...services.config, "smtp.url": mail.url };
    const ours = await start(t, { ...services, alarmNotifier, config });
    const posted: { change: string; token: unknown }[] = [];
    let status = 500;
    const hook = createHttp((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        const { change } = JSON.parse(text) as { change: string };
        posted.push({ change, token: request.headers["x-token"] });
        response.writeHead(status).end();
      });
    });
    const url = `http://127.0.0.1:${await port(hook, t)}/`;
    const webhook = { url, headers: { "x-token": "s3cret" } };
    const rule = await ours.client.createAlarmRule({
      name: "all",
      codes: ["device-*"],
      notify: { email: ["somebody@example.org"], webhook },
    });
    await ours.raise();
    await ours.raise({ code: "gateway-offline" });
    await ours.raise({ state: "ended" });
    await until(() => mail.mails.length === 2);
    assert.match(mail.mails[0]!, /Subject: \[LoRaTS\] new alarm: Meter 1 is silent/);
    assert.match(mail.mails[0]!, /To: somebody@example\.org/);
    assert.match(mail.mails[1]!, /alarm over/);
    await until(() => posted.length > 0);
    status = 200;
    await until(() => posted.at(-1)!.change === "cleared");
    assert.equal(posted[0]!.token, "s3cret");
    const audit = JSON.stringify(await ours.client.listAudit());
    assert.equal(audit.includes("s3cret"), false);
    await ours.client.deleteAlarmRule({ id: rule.id });
    assert.equal(await stores.publisherCursors.load(`alarm-email:${rule.id}`), undefined);
  });

  it("keep mail subjects on one line, whatever a message says", async (t) => {
    const mail = await mailServer(t);
    const mailer = createMailer(mail.url, "lorats@example.org");
    t.after(() => mailer.close());
    const { mailOf } = await import("../../src/alarms/notification.ts");
    const body = { message: "a\r\nBcc: all@example.org", change: "opened", severity: "info" };
    const made = mailOf({ position: "1", body: { ...body, subject: {}, openedAt: "" } } as never);
    await mailer.send({ to: ["x@example.org"], ...made });
    const [head] = mail.mails[0]!.split("\r\n\r\n");
    assert.equal(/^Bcc:/im.test(head!), false);
  });
});
