import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { ProblemError, type Integration } from "@lorats/api";
import type { DevAddr, KeyId } from "@lorats/base";
import { newEvent } from "@lorats/events";
import type { IntegrationId } from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import type { Services } from "../../src/services.ts";
import { household, id, type Household } from "../harness.ts";
import { startHome, type Home } from "../support/home.ts";

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

class Target {
  readonly received: Received[] = [];
  status = 204;
  hangs = false;
  url = "";

  static async start(t: TestContext): Promise<Target> {
    const target = new Target();
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        target.received.push({ url: request.url!, headers: request.headers, body });
        if (target.hangs) return;
        response.writeHead(target.status, { location: "/elsewhere" }).end("thanks");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in?key=1`;
    return target;
  }

  async has(count: number): Promise<void> {
    await until(() => this.received.length >= count);
  }
}

async function join({ stores, clock }: Services, home: Household, devNonce: number): Promise<void> {
  const key = id<KeyId>();
  const at = { tenantId: home.tenantId, key: home.deviceId, time: clock.now() };
  const reception = {
    position: "1" as never,
    gatewayId: home.gatewayId,
    gatewayEui: home.gatewayEui,
    rssiDbm: -60,
  };
  await stores.log.append([
    newEvent("join", at, {
      deduplicationId: id<string>(),
      deviceId: home.deviceId,
      applicationId: home.applicationId,
      devEui: home.devEui,
      joinEui: home.devEui,
      devNonce,
      joinNonce: 1,
      devAddr: devNonce.toString(16).padStart(8, "0") as DevAddr,
      macVersion: "1.0.4",
      region: "EU868",
      rx1DelayS: 1,
      rx1DrOffset: 0,
      rx2DataRate: 0,
      rx2FreqHz: 869_525_000,
      keys: { fNwkSIntKey: key, sNwkSIntKey: key, nwkSEncKey: key, appSKey: key },
      receptions: [reception],
    }),
  ]);
}

/** The integration, once the server has heard that so many arrived: the other side knows it first. */
function delivered({ client }: Home, id: string, count: number): Promise<Integration> {
  return until(async () => {
    const shown = await client.getIntegration({ id });
    return shown.status?.delivered === count && shown;
  });
}

const addresses = ({ received }: Target): unknown[] =>
  received.map(({ body }) => (JSON.parse(body) as { devAddr: string }).devAddr);

describe("webhooks", () => {
  it("send what happens from now on, signed, with its id", async (t) => {
    const ours = await startHome(t);
    const target = await Target.start(t);
    await join(ours.services, ours, 1);
    const made = await ours.client.createIntegration({
      name: "dashboard",
      webhook: { url: target.url, headers: { "x-token": "t0ken" } },
    });
    await join(ours.services, ours, 2);
    await target.has(1);
    const { url, headers, body } = target.received[0]!;
    assert.equal(url, "/in?key=1&event=join");
    assert.equal(headers["x-token"], "t0ken");
    assert.match(String(headers["x-lorats-event-id"]), /:join$/);
    const [, at, sent] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["x-lorats-signature"]))!;
    const expected = createHmac("sha256", made.secret!).update(`${at}.${body}`).digest("hex");
    assert.equal(sent, expected);
    assert.deepEqual(addresses(target), ["00000002"]);
    const shown = await delivered(ours, made.id, 1);
    const subject = `integration:${made.id}`;
    const [used] = (await ours.client.getUsage({ id: ours.tenantId, subject })).items;
    assert.deepEqual([used!.calls, used!.eventsOut, used!.bytes], [1, 1, body.length]);
    assert.equal(JSON.stringify(shown).includes(made.secret!), false);
    const audit = JSON.stringify(await ours.client.listAudit());
    assert.equal(audit.includes("t0ken") || audit.includes(made.secret!), false);
  });

  it("send only what is theirs and asked for", async (t) => {
    const ours = await startHome(t);
    const theirs = await household(ours.services.stores, "Others");
    const [all, none, other] = [
      await Target.start(t),
      await Target.start(t),
      await Target.start(t),
    ];
    const { applicationId } = ours;
    const second = await ours.client.createApplication({ name: "Second" });
    const { client } = ours;
    await client.createIntegration({ name: "all", applicationId, webhook: { url: all.url } });
    await client.createIntegration({ name: "ups", webhook: { url: none.url, events: ["up"] } });
    await client.createIntegration({
      name: "2nd",
      applicationId: second.id,
      webhook: { url: other.url },
    });
    await join(ours.services, theirs, 7);
    await join(ours.services, ours, 1);
    await all.has(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(addresses(all), ["00000001"]);
    assert.deepEqual([none.received.length, other.received.length], [0, 0]);
  });

  it("try again until the other side takes it, in order, while others are served", async (t) => {
    const ours = await startHome(t);
    const [broken, hanging, fine] = [
      await Target.start(t),
      await Target.start(t),
      await Target.start(t),
    ];
    broken.status = 503;
    hanging.hangs = true;
    const made = await ours.client.createIntegration({
      name: "broken",
      webhook: { url: broken.url },
    });
    await ours.client.createIntegration({ name: "hanging", webhook: { url: hanging.url } });
    await ours.client.createIntegration({ name: "fine", webhook: { url: fine.url } });
    await join(ours.services, ours, 1);
    await join(ours.services, ours, 2);
    await fine.has(2);
    await broken.has(2);
    const { status } = await ours.client.getIntegration({ id: made.id });
    assert.match(status!.lastError!, /WEBHOOK_STATUS.*503/);
    assert.equal(status!.delivered, 0);
    broken.status = 200;
    broken.received.length = 0;
    await broken.has(2);
    assert.deepEqual(addresses(broken), ["00000001", "00000002"]);
  });

  it("give up what the other side refuses for good, and follow no redirect", async (t) => {
    const ours = await startHome(t);
    const target = await Target.start(t);
    target.status = 422;
    const made = await ours.client.createIntegration({
      name: "picky",
      webhook: { url: target.url },
    });
    await join(ours.services, ours, 1);
    await target.has(1);
    target.status = 302;
    await join(ours.services, ours, 2);
    await target.has(3);
    assert.equal(
      target.received.some(({ url }) => url.includes("elsewhere")),
      false,
    );
    target.status = 200;
    await target.has(4);
    const { status } = await delivered(ours, made.id, 1);
    assert.equal(status!.refused, 1);
  });

  it("pause and go on where they were, and end when they are deleted", async (t) => {
    const ours = await startHome(t);
    const target = await Target.start(t);
    const { client, services } = ours;
    const made = await client.createIntegration({ name: "x", webhook: { url: target.url } });
    await join(services, ours, 1);
    await target.has(1);
    await delivered(ours, made.id, 1);
    const off = await client.updateIntegration({ id: made.id, enabled: false });
    assert.equal(off.status, undefined);
    await join(services, ours, 2);
    await client.updateIntegration({ id: made.id, enabled: true, version: off.version });
    await target.has(2);
    assert.deepEqual(addresses(target), ["00000001", "00000002"]);
    const [stored] = await services.stores.integrations.get([made.id as IntegrationId]);
    await client.deleteIntegration({ id: made.id });
    await join(services, ours, 3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(target.received.length, 2);
    assert.equal((await services.stores.keys.get([stored!.secretKeyId!])).size, 0);
    assert.equal(await services.stores.publisherCursors.load(`webhook:${made.id}`), undefined);
  });

  it("take no credential in the address, and no other protocol", async (t) => {
    const { client } = await startHome(t);
    for (const url of ["http://a:b@example.org/", "file:///etc/passwd", "gopher://x/", "x"]) {
      await assert.rejects(client.createIntegration({ name: "x", webhook: { url } }), ProblemError);
    }
  });
});
