import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { createClient } from "@lorats/api";
import { formatInstant, toBase64 } from "@lorats/base";
import { MemoryEventLog, newEvent } from "@lorats/events";
import { Follower, measured, MeasurementSink, type FrameMeasurements } from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import { Reprocessing, type ReprocessingJob } from "../../src/measurements/reprocessing.ts";
import { RegistryDirectory } from "../../src/registry-directory.ts";
import { apiKey, household, id, memoryServices, startHttp } from "../harness.ts";

async function start(t: TestContext) {
  const services = memoryServices(t);
  const { stores, clock, pipeline } = services;
  const home = await household(stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(stores, home.tenantId) });
  const stopping = new AbortController();
  const follower = new Follower<FrameMeasurements>({
    log: stores.log,
    cursors: stores.publisherCursors,
    clock,
    sink: new MeasurementSink(stores.measurements),
    translate: (events) => measured(pipeline, events),
    from: "beginning",
  });
  const running = follower.run(stopping.signal);
  t.after(async () => {
    stopping.abort();
    await running;
  });
  /** Trust's policy keeps a frame out of measurements. */
  const exclude = (deduplicationId: string, agoS: number): Promise<unknown> => {
    const time = clock.now() - BigInt(agoS) * 1_000_000_000n;
    const at = { tenantId: home.tenantId, key: home.deviceId, time };
    return stores.log.append([
      newEvent("assessment", at, {
        deduplicationId,
        deviceId: home.deviceId,
        revision: 1,
        rules: "test",
        timing: { time: formatInstant(time), sdNs: 1e6, source: "backhaul" },
        trust: { verdict: "replayed", evidence: [] },
        handling: "exclude",
      } as never),
    ]);
  };
  /** An uplink with its assessment, so long ago. */
  const uplink = async (first: number, agoS: number, fCnt: number): Promise<string> => {
    const time = clock.now() - BigInt(agoS) * 1_000_000_000n;
    const at = { tenantId: home.tenantId, key: home.deviceId, time };
    const deduplicationId = id<string>();
    const { deviceId, applicationId, devEui, gatewayId, gatewayEui } = home;
    const reception = { position: "1" as never, gatewayId, gatewayEui, rssiDbm: -60 };
    await stores.log.append([
      newEvent("uplink", at, {
        deduplicationId,
        deviceId,
        applicationId,
        devEui,
        devAddr: "01020304" as never,
        confirmed: false,
        adr: true,
        fCnt,
        fPort: 2,
        frmPayload: toBase64(new Uint8Array([first])),
        macCommands: "",
        dataRate: 5,
        freqHz: 868_100_000,
        modulation: { kind: "lora", sf: 7, bwHz: 125_000, codingRate: "4/5" } as never,
        airtimeNs: 50_000_000,
        region: "EU868",
        freshness: "fresh",
        receptions: [reception],
      }),
      newEvent("assessment", at, {
        deduplicationId,
        deviceId,
        revision: 0,
        rules: "test",
        timing: { time: formatInstant(time), sdNs: 1e6, source: "backhaul" },
        trust: { verdict: "unverified", evidence: [] },
      } as never),
    ]);
    return deduplicationId;
  };
  const script = (body: string) =>
    client.updateDeviceProfile({
      id: home.profileId,
      codec: {
        kind: "javascript",
        source: `function decodeUplink(i) { return { data: ${body} }; }`,
      },
    });
  return { ...home, services, client, uplink, exclude, script };
}

it("keeps numbers as series, and makes them anew after a codec changed, without counting twice", async (t) => {
  const ours = await start(t);
  const { client, deviceId: device, applicationId } = ours;
  await ours.script("{ level: i.bytes[0], old: 1 }");
  await ours.uplink(10, 7200, 1);
  await ours.uplink(20, 60, 2);
  await until(async () => (await client.listSeries({ id: device })).items[0]?.count === 2);
  const raw = await client.getMeasurements({ id: device, series: "level" });
  assert.deepEqual(
    raw.items.map(({ mean }) => mean),
    [10, 20],
  );
  assert.match(
    raw.items[0]!.madeBy!,
    /^javascript@[0-9a-f]{12};clean@1;calibrate@1\+external@2;measure@2$/,
  );

  await ours.script("{ level: i.bytes[0] * 2 }");
  const from = new Date(Date.now() - 86_400_000).toISOString();
  for (let i = 0; i < 2; i++) {
    const job = await client.startReprocessing({ from, applicationId });
    await until(async () => (await client.getReprocessing({ id: job.id })).state === "done");
    const { done, measured: count } = await client.getReprocessing({ id: job.id });
    assert.deepEqual([done, count], [1, 2]);
  }
  const again = await client.getMeasurements({ id: device, series: "level" });
  assert.deepEqual(
    again.items.map(({ mean }) => mean),
    [20, 40],
  );
  assert.notEqual(again.items[0]!.madeBy, raw.items[0]!.madeBy);
  const names = (await client.listSeries({ id: device })).items.map(({ series }) => series);
  assert.deepEqual(names, ["level"]);
  // Days begin at midnight UTC, and the first frame may be of yesterday: by now, or by when this ends.
  const days = await client.getMeasurements({
    id: device,
    series: "level",
    resolution: "day",
    from: new Date(Date.now() - 2 * 86_400_000).toISOString(),
  });
  assert.equal(
    days.items.reduce((sum, { count }) => sum + count, 0),
    2,
  );
  const first = await client.getMeasurements({ id: device, series: "level", limit: 1 });
  assert.deepEqual([first.items.length, first.next], [1, again.items[1]!.time]);
});

it("goes on after a restart where a recomputation was cut off", async (t) => {
  const ours = await start(t);
  const { services } = ours;
  const { stores, clock, random, codecs } = services;
  await ours.script("{ level: i.bytes[0] }");
  for (let n = 0; n < 5; n++) await ours.uplink(n, 60 + n, n);
  const { events } = await stores.log.read({ types: ["uplink", "assessment"] });
  const startedAt = clock.now();
  const job = id<string>();
  await stores.reprocessings.create([
    {
      id: job,
      tenantId: ours.tenantId,
      from: formatInstant(startedAt - 3_600_000_000_000n),
      state: "running",
      uplinks: 3,
      measured: 3,
      done: 0.02,
      before: events[4]!.position,
      createdAt: startedAt,
      version: 1,
    },
  ]);
  const directory = new RegistryDirectory(stores.registry);
  const parts = { stores, directory, codecs, clock, random };
  const again = new Reprocessing(parts);
  await again.resume();
  await until(async () => again.get(job)?.state === "done");
  const done = again.get(job)!;
  assert.deepEqual([done.uplinks, done.measured, done.done], [5, 5, 1]);
  assert.equal(done.startedAt, startedAt);
  await again.stop();
  const [stored] = await stores.reprocessings.get([job]);
  assert.deepEqual([stored!.state, stored!.uplinks], ["done", 5]);
  const next = new Reprocessing(parts);
  await next.resume();
  assert.equal(next.get(job)?.state, "done");
});

it("lets stand what is decided about a frame while its past is recomputed, or was decided before a restart", async (t) => {
  const ours = await start(t);
  const { services, tenantId, deviceId, exclude } = ours;
  const { stores, clock, random, codecs } = services;
  await ours.script("{ level: i.bytes[0] }");
  const frames: string[] = [];
  for (let n = 0; n < 3; n++) frames.push(await ours.uplink(n, 60, n));
  const levels = async (): Promise<readonly number[]> => {
    const [from, to] = [0n, clock.now()];
    const query = { deviceId, series: "level", resolution: "raw", from, to, limit: 10 } as const;
    return (await stores.measurements.query(query)).map(({ mean }) => mean);
  };
  await until(async () => (await levels()).length === 3);

  const read = t.mock.method(stores.log, "read", stores.log.read.bind(stores.log));
  read.mock.mockImplementation(async (query) => {
    const page = await MemoryEventLog.prototype.read.call(stores.log, query);
    if (query.before !== "end") return page;
    read.mock.restore();
    await exclude(frames[0]!, 60);
    await until(async () => (await levels()).length === 2);
    return page;
  });
  const parts = {
    stores,
    directory: new RegistryDirectory(stores.registry),
    codecs,
    clock,
    random,
  };
  const reprocessing = new Reprocessing(parts);
  const running = await reprocessing.start({ tenantId, from: clock.now() - 3_600_000_000_000n });
  await until(async () => reprocessing.get(running.id)!.state === "done");
  assert.deepEqual(await levels(), [1, 2]);
  await reprocessing.stop();

  const { events } = await stores.log.read({ types: ["assessment"] });
  const job: ReprocessingJob = {
    ...running,
    id: id<string>(),
    // The revision was behind it already when it was cut off.
    before: events.at(-1)!.position,
  };
  const { from, startedAt, ...rest } = job;
  await stores.reprocessings.create([
    { ...rest, from: formatInstant(from), reachedAt: undefined, createdAt: startedAt, version: 1 },
  ]);
  const again = new Reprocessing(parts);
  await again.resume();
  await until(async () => again.get(job.id)!.state === "done");
  assert.deepEqual(await levels(), [1, 2]);
  await again.stop();
});
