import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { newId, toBase64, type DeviceId, type KeyStore, MemoryKeyStore } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { newEvent, readEnvelope, type Cursor, type NewEvent, type Uplink } from "@lorats/events";
import { sampleUplink } from "@lorats/events/testing";
import { DeviceKeys } from "../../src/keys/device-keys.ts";
import { decodeItem, encodeItem, exportItems, importItems } from "../../src/log/transfer.ts";
import { StoredLog, type LogEngine } from "../../src/log/log.ts";
import { SqliteLogEngine } from "../../src/sqlite/event-log.ts";
import { numbered, openLog, TENANT } from "../support.ts";

const SECRET = toBase64(Buffer.from("somebody is at home"));

function id(): DeviceId {
  return newId(systemClock, systemRandom);
}

function uplinkOf(deviceId: DeviceId, frmPayload = SECRET, fCnt = 0): NewEvent<"uplink"> {
  const body = sampleUplink({ deviceId, frmPayload, fCnt });
  return newEvent("uplink", { tenantId: TENANT, key: deviceId, time: systemClock.now() }, body);
}

/** A log whose devices have keys, and another view of the same bytes for each further key store. */
async function sealed(t: TestContext, keys: KeyStore = new MemoryKeyStore()) {
  const { threads } = await openLog(t);
  const engine = new SqliteLogEngine(threads);
  const deviceKeys = new DeviceKeys(keys);
  const log = new StoredLog(engine, { deviceKeys });
  return { engine, keys, deviceKeys, log, openedWith: (other?: KeyStore) => viewOf(engine, other) };
}

function viewOf(engine: SqliteLogEngine, keys: KeyStore | undefined): StoredLog {
  return new StoredLog(engine, keys ? { deviceKeys: new DeviceKeys(keys) } : {});
}

async function payloads(log: StoredLog): Promise<unknown[]> {
  const { events, damaged } = await log.read({ types: ["uplink"] });
  assert.deepEqual(damaged, []);
  return events.map(({ body }) => (body as Uplink).frmPayload);
}

describe("what devices say", () => {
  it("is nowhere in the stored bytes, and comes back whole", async (t) => {
    const { engine, log, keys, openedWith } = await sealed(t);
    const device = id();
    const event = uplinkOf(device);
    await log.append([event]);
    const [row] = (await engine.read({ after: 0, limit: 1 })).rows;
    const text = Buffer.from(row!.bytes).toString("utf8");
    assert.ok(!text.includes(SECRET), "the payload stands in the log");
    assert.ok(!("frmPayload" in (readEnvelope(row!.bytes).body as object)));
    assert.deepEqual((await log.read({})).events[0]!.body, event.body);
    assert.deepEqual(await payloads(openedWith(keys)), [SECRET], "after a restart");
  });

  it("is erased with its key, that of others is not, and the log stays whole", async (t) => {
    const { log, deviceKeys, keys, openedWith } = await sealed(t);
    const [gone, kept] = [id(), id()];
    await log.append([uplinkOf(gone), uplinkOf(kept)]);
    await deviceKeys.destroy([gone]);
    for (const one of [log, openedWith(keys)]) {
      const { events } = await one.read({});
      const [erased, other] = events.map(({ body }) => body as Uplink);
      assert.deepEqual([erased!.frmPayload, erased!.sealed], ["", true]);
      assert.deepEqual([other!.frmPayload, other!.sealed], [SECRET, undefined]);
    }
    assert.deepEqual((await log.verify()).damage, []);
  });

  it("opens in its own event only, and at no other device", async (t) => {
    const { log, engine, deviceKeys } = await sealed(t);
    const [device, neighbour] = [id(), id()];
    await log.append([uplinkOf(device), uplinkOf(device), uplinkOf(neighbour)]);
    const rows = [...(await engine.read({ after: 0, limit: 3 })).rows];
    const [first, ...others] = rows.map(({ bytes }) => readEnvelope(bytes));
    for (const other of [first!, ...others]) {
      const forged = { ...other, sealed: first!.sealed };
      const row = { ...rows[0]!, bytes: Buffer.from(JSON.stringify(forged)) };
      const get: LogEngine["get"] = async () => ({ rows: [row], damaged: [], missing: [] });
      const forgery = new StoredLog({ get } as unknown as LogEngine, { deviceKeys });
      const [event] = await forgery.get(["p1" as Cursor]);
      assert.equal((event!.body as Uplink).frmPayload, other === first ? SECRET : "");
    }
  });

  it("stays sealed for who has no keys, and in a copy byte for byte", async (t) => {
    const { log, engine, keys, openedWith } = await sealed(t);
    await log.append([uplinkOf(id())]);
    assert.deepEqual(await payloads(openedWith()), [""]);
    const copy = await sealed(t);
    const { events } = await importItems(copy.engine, copy.deviceKeys, exportItems(engine));
    assert.equal(events, 1);
    assert.deepEqual(await payloads(copy.log), [""]);
    assert.deepEqual(await payloads(copy.openedWith(keys)), [SECRET]);
  });

  it("moves to a place with other keys in plain text, and is sealed anew there", async (t) => {
    const { log, engine, deviceKeys } = await sealed(t);
    const gone = id();
    const events = [numbered(1), uplinkOf(id()), uplinkOf(gone)];
    const positions = (await Promise.all(events.map((event) => log.append([event])))).flat();
    await deviceKeys.destroy([gone]);
    const lines: string[] = [];
    for await (const item of exportItems(engine, deviceKeys)) lines.push(encodeItem(item));
    assert.ok(lines[1]!.includes(SECRET));
    const copy = await sealed(t);
    const items = (async function* read() {
      for (const [i, line] of lines.entries()) yield decodeItem(line, i + 1);
    })();
    await importItems(copy.engine, copy.deviceKeys, items);
    const stored = (await copy.log.read({})).events;
    assert.deepEqual(
      stored.map(({ position }) => position),
      positions,
    );
    assert.deepEqual(await payloads(copy.log), [SECRET, ""]);
    assert.deepEqual(await payloads(copy.openedWith()), ["", ""]);
    assert.deepEqual((await copy.log.verify()).damage, []);
  });

  it("keeps the order of calls, whoever has to wait for a key", async (t) => {
    const slow = new MemoryKeyStore();
    const get = slow.get.bind(slow);
    slow.get = async (ids) => {
      await new Promise((resolve) => setTimeout(resolve, 20 * Math.random()));
      return get(ids);
    };
    const { log } = await sealed(t, slow);
    const devices = Array.from({ length: 5 }, () => id());
    const events = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0 ? numbered(n) : uplinkOf(devices[n % 5]!, SECRET, n),
    );
    const positions = await Promise.all(events.map((event) => log.append([event])));
    assert.deepEqual(
      positions.flat(),
      (await log.read({})).events.map(({ position }) => position),
    );
    const read = (await log.read({})).events.map(({ body }) => body);
    assert.deepEqual(
      read,
      events.map(({ body }) => body),
    );
  });

  it("is refused while there are no keys, without harm to others", async (t) => {
    const broken = new MemoryKeyStore();
    broken.get = () => Promise.reject(new Error("no keys today"));
    const { log } = await sealed(t, broken);
    const [refused, stored] = await Promise.allSettled([
      log.append([uplinkOf(id())]),
      log.append([numbered(1)]),
    ]);
    assert.equal((refused as { reason?: { code?: string } }).reason?.code, "LOG_UNAVAILABLE");
    assert.equal(stored.status, "fulfilled");
  });

  it("gets one key when two writers come at once", async (t) => {
    const keys = new MemoryKeyStore();
    const { log, engine, openedWith } = await sealed(t, keys);
    const other = new StoredLog(engine, { deviceKeys: new DeviceKeys(keys) });
    const device = id();
    await Promise.all([log.append([uplinkOf(device)]), other.append([uplinkOf(device)])]);
    assert.deepEqual(await payloads(openedWith(keys)), [SECRET, SECRET]);
  });
});

it("a key that was being read while it was destroyed opens nothing afterwards", async () => {
  const store = new MemoryKeyStore();
  const device = id();
  const keys = new DeviceKeys(store);
  await new DeviceKeys(store).make(new Map([[device, TENANT]]));
  const get = store.get.bind(store);
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  store.get = async (ids) => {
    const found = await get(ids);
    await released;
    return found;
  };
  const reading = keys.find([device]);
  await new Promise((resolve) => setImmediate(resolve));
  await keys.destroy([device]);
  release();
  await reading;
  assert.equal(keys.atHand([device]), undefined);
});
