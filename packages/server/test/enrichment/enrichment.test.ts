import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it, type TestContext } from "node:test";
import { until } from "../../../base/test/until.ts";
import { readInThread } from "../../src/enrichment/read-in-thread.ts";
import { startRunning, type Running } from "../support/running.ts";

/** What the other side does next. */
interface Site {
  readonly url: string;
  readonly asked: URL[];
  answer: { status: number; body: string } | "silence";
}

const now = (celsius: number): Site["answer"] => ({
  status: 200,
  body: JSON.stringify({
    latitude: 46.52,
    longitude: 6.64,
    current_units: { time: "iso8601", interval: "seconds", temperature_2m: "°C" },
    current: { time: "2026-11-26T17:15", interval: 900, temperature_2m: celsius },
  }),
});

async function openSite(t: TestContext, answer: Site["answer"]): Promise<Site> {
  const asked: URL[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url!, "http://site"));
    if (site.answer === "silence") return;
    response.writeHead(site.answer.status).end(site.answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const site: Site = { url: `http://127.0.0.1:${port}`, asked, answer };
  return site;
}

/** A running server with something that brings messages of a device. */
async function start(t: TestContext) {
  const running = await startRunning(t, { "webhooks.allow_private": true });
  const { client, tenantId, server } = running;
  const { id: applicationId } = await client.createApplication({ tenantId, name: "roofs" });
  const { id: profileId } = await client.createDeviceProfile({ tenantId, name: "over IP" });
  const connector = await client.createConnector({
    applicationId,
    profileId,
    kind: "http",
    name: "sensors",
  });
  let sent = 0;
  /** What comes out of a message, by MQTT. */
  const bring = async (fields: object = {}): Promise<Record<string, unknown>> => {
    const messageId = `m${++sent}`;
    const response = await fetch(
      `${server.httpUrl}${new URL(connector.inboundUrl, "http://x").pathname}`,
      {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${connector.token}` },
        body: JSON.stringify({ device: "roof", messageId, object: { level: sent }, ...fields }),
      },
    );
    assert.equal(response.status, 200);
    const level = sent;
    const up = await running.message(
      ({ event, body }) => event === "up" && (body["object"] as { level: number }).level === level,
    );
    return up.body["object"] as Record<string, unknown>;
  };
  return { ...running, applicationId, bring };
}

async function statusOf(
  { client }: Pick<Running, "client">,
  id: string,
  holds: (status: { fetched: number; failed: number }) => boolean,
) {
  return until(async () => {
    const { status } = await client.getEnrichmentSource({ id });
    return holds(status) ? status : undefined;
  });
}

it("the weather where a device is stands in what is delivered and measured, and in what is worked out again", async (t) => {
  const site = await openSite(t, now(3.5));
  const ours = await start(t);
  const { client, tenantId, applicationId, bring } = ours;
  const { id } = await client.createEnrichmentSource({
    tenantId,
    name: "Weather",
    kind: "weather",
    field: "outdoors",
    secret: "a key",
    settings: { api: site.url, variables: ["temperature_2m", "rain"] },
  });
  assert.deepEqual(await bring({ location: { latitude: 46.5231, longitude: 6.6355 } }), {
    level: 1,
  });
  // Nobody knew where it was, then nobody had asked yet: neither is waited for.
  await ours.message(({ event }) => event === "location");
  assert.deepEqual(await bring(), { level: 2 });
  const { spots, lastError } = await statusOf(ours, id, ({ fetched }) => fetched === 1);
  assert.deepEqual([spots, lastError], [1, undefined]);
  const [question] = site.asked;
  assert.equal(question!.pathname, "/v1/forecast");
  assert.deepEqual(Object.fromEntries(question!.searchParams), {
    latitude: "46.55",
    longitude: "6.65",
    current: "temperature_2m,rain",
    apikey: "a key",
  });
  const enriched = { level: 3, external: { outdoors: { temperature_2m: 3.5 } } };
  assert.deepEqual(await bring(), enriched);

  const [device] = (await client.listDevices({ applicationId })).items;
  const series = "external.outdoors.temperature_2m";
  const measured = () => client.getMeasurements({ id: device!.id, series });
  const before = await until(async () => {
    const { items } = await measured();
    return items.length > 0 ? items : undefined;
  });
  assert.deepEqual(
    before.map(({ mean }) => mean),
    [3.5],
  );
  assert.match(before[0]!.madeBy!, /;calibrate@1\+external@2;/);

  // What is known now was not known then: what is worked out again is the same.
  site.answer = now(30);
  await client.updateEnrichmentSource({ id, name: "Weather, again" });
  assert.deepEqual((await bring())["external"], enriched.external);
  await statusOf(ours, id, ({ fetched }) => fetched === 1);
  const from = new Date(Date.now() - 3_600_000).toISOString();
  const job = await client.startReprocessing({ tenantId, from });
  await until(async () => {
    const { state } = await client.getReprocessing({ id: job.id });
    return state === "done" ? state : undefined;
  });
  const after = (await measured()).items.map(({ mean }) => mean);
  assert.deepEqual(after, [3.5, 3.5]);

  await client.updateEnrichmentSource({ id, enabled: false });
  assert.equal((await bring())["external"], undefined);
});

it("a source that is dead, slow, or answers garbage or too much delays nothing, and says so", async (t) => {
  const site = await openSite(t, "silence");
  const ours = await start(t);
  const { client, applicationId, bring } = ours;
  const place = { latitudeDeg: 46.5, longitudeDeg: 6.6 };
  const { id } = await client.createEnrichmentSource({
    applicationId,
    name: "Weather",
    kind: "weather",
    field: "outdoors",
    settings: { api: site.url, ...place },
  });
  await until(() => site.asked.length > 0);
  assert.deepEqual(await bring(), { level: 1 });
  const answers = [
    { answer: { status: 200, body: "<html>" }, says: /no JSON with `current`/ },
    { answer: { status: 200, body: '{"current":{"time":"now"}}' }, says: /none of the variables/ },
    { answer: { status: 200, body: "7".repeat(100_000) }, says: /answers with too much/ },
    { answer: { status: 400, body: '{"error":true,"reason":"no rain"}' }, says: /400: no rain/ },
    { answer: { status: 502, body: "" }, says: /answers with 502/ },
  ];
  for (const { answer, says } of answers) {
    site.answer = answer;
    // A source that is changed is asked anew.
    await client.updateEnrichmentSource({ id, name: String(says) });
    const { fetched, lastError } = await statusOf(ours, id, ({ failed }) => failed > 0);
    assert.equal(fetched, 0);
    assert.match(lastError!, says);
  }
  site.answer = now(1);
  await client.updateEnrichmentSource({ id, name: "well again" });
  await statusOf(ours, id, ({ fetched }) => fetched > 0);
  assert.deepEqual(await bring(), { level: 2, external: { outdoors: { temperature_2m: 1 } } });
  const wrong = { applicationId, name: "x", field: "x", kind: "weather" };
  for (const settings of [{ latitudeDeg: 1 }, { api: "ftp://x" }, { other: 1 }]) {
    await assert.rejects(client.createEnrichmentSource({ ...wrong, settings }), /body\.settings/);
  }
});

it("a calendar says what takes place, by an address that stays secret; one that never ends is given up", async (t) => {
  const hour = 3_600_000;
  const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
  const calendar = (...lines: string[]): Site["answer"] => ({
    status: 200,
    body: ["BEGIN:VCALENDAR", "BEGIN:VEVENT", ...lines, "END:VEVENT", "END:VCALENDAR"].join("\r\n"),
  });
  const started = Date.now() - 24 * hour - hour / 2;
  const daily = ["UID:1", `DTSTART:${stamp(started)}`, "DURATION:PT1H", "RRULE:FREQ=DAILY"];
  const site = await openSite(t, calendar(...daily, "SUMMARY:Heating"));
  const ours = await start(t);
  const { client, applicationId, bring } = ours;
  const { id, hasSecret } = await client.createEnrichmentSource({
    applicationId,
    name: "Caretaker",
    kind: "calendar",
    field: "building",
    secret: "hush",
    settings: { url: `${site.url}/{secret}/basic.ics`, summaries: true },
  });
  assert.equal(hasSecret, true);
  const { lastError } = await statusOf(ours, id, ({ fetched, failed }) => fetched + failed > 0);
  assert.equal(lastError, undefined);
  assert.equal(site.asked[0]!.pathname, "/hush/basic.ics");
  const { external } = (await bring()) as { external: { building: Record<string, unknown> } };
  const { minutesToNext, ...said } = external.building;
  assert.deepEqual(said, { active: 1, summaries: ["Heating"] });
  assert.ok(Number(minutesToNext) > 23 * 60 && Number(minutesToNext) < 24 * 60);
  const log = JSON.stringify((await client.listEvents({ limit: 1000 })).items);
  assert.equal(log.includes("hush"), false);

  const reading = { kind: "calendar", settings: { timeZone: "UTC" }, span: { from: 0n, to: 1n } };
  const never = calendar("DTSTART:20260101T000000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30");
  const { body } = never as { body: string };
  const read = await readInThread({ ...reading, body }, 100);
  assert.deepEqual(read, {
    ok: false,
    code: "ENRICHMENT_BAD_ANSWER",
    reason: "the answer takes too long to read",
  });
});
