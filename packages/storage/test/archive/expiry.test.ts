import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { formatInstant, NS_PER_S, type GatewayId, type Instant } from "@lorats/base";
import { newEvent, type Cursor, type EventBody, type NewEvent } from "@lorats/events";
import { sampleUplink } from "@lorats/events/testing";
import { archiveLog, expireArchive } from "../../src/archive/archiver.ts";
import type { Retention } from "../../src/archive/retention.ts";
import { decodeItem, encodeItem, exportItems, importItems } from "../../src/log/transfer.ts";
import { TENANT } from "../support.ts";
import { openArchived, type OpenArchived } from "./open-archived.ts";

const START = 1_800_000_000n * NS_PER_S;
const MINUTE = 60n * NS_PER_S;
const GATEWAY = "01999999-0000-7000-8000-000000000001" as GatewayId;
const ALL = 2n ** 62n;
const EVENTS_A_ROUND = 8;

const at = (time: Instant, key: string = GATEWAY) => ({ tenantId: TENANT, key, time });

function reception(time: Instant, phyPayload: string): NewEvent {
  return newEvent("reception", at(time), {
    gatewayId: GATEWAY,
    gatewayEui: "0102030405060708" as EventBody<"reception">["gatewayEui"],
    door: "semtech-udp",
    authentication: "none",
    arrivedAt: formatInstant(time),
    arrivedSdNs: 1e6,
    phyPayload,
    crc: "ok",
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
    rssiDbm: -80,
  });
}

/** A frame of a device and a foreign one, and what else happens in a minute. */
async function round({ log }: OpenArchived, n: number): Promise<void> {
  const time = START + BigInt(n) * MINUTE;
  const [own, foreign] = await log.append([
    reception(time, "QAECAwQ="),
    reception(time, "4AkJCQkJCQ=="),
  ]);
  const uplink = sampleUplink();
  const heard = uplink.receptions[0]!;
  const refused = (receptions: Cursor[], deviceId?: string) =>
    newEvent("refusal", at(time), {
      code: "NS_NO_DEVICE",
      reason: "nobody's",
      receptions,
      ...(deviceId !== undefined && {
        deviceId: deviceId as NonNullable<EventBody<"refusal">["deviceId"]>,
      }),
    });
  const change = {
    at: formatInstant(time),
    actor: "system",
    action: "delete",
    kind: "x",
    id: "x",
  } as const;
  await log.append([
    newEvent("uplink", at(time, uplink.deviceId), {
      ...uplink,
      receptions: [{ ...heard, position: own! }],
    }),
    refused([foreign!]),
    refused([], uplink.deviceId),
    newEvent("gateway-stats", at(time), {
      gatewayId: GATEWAY,
      gatewayEui: "0102030405060708" as EventBody<"reception">["gatewayEui"],
      arrivedAt: formatInstant(time),
    }),
    newEvent("change", at(time), change),
    newEvent("change", at(time), change),
  ]);
}

async function archived(t: Parameters<typeof openArchived>[0], rounds: number, size: number) {
  const opened = await openArchived(t);
  for (let n = 0; n < rounds; n++) await round(opened, n);
  await archiveLog(opened.engine, ALL, size);
  const traffic: NewEvent<"foreign-traffic">[] = [];
  const expire = (retention: Retention) =>
    expireArchive(opened.engine, retention, async (some) => void traffic.push(...some));
  const types = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { type } of (await opened.log.read({ limit: 10_000 })).events) {
      counts[type] = (counts[type] ?? 0) + 1;
    }
    return counts;
  };
  return { ...opened, traffic, expire, types };
}

describe("retention", () => {
  it("gives up foreign frames, counted by gateway and hour, and nothing else", async (t) => {
    // Stretches that begin in the middle of a round: a verdict may stand in the next one.
    const { log, expire, traffic, types } = await archived(t, 40, 4 * EVENTS_A_ROUND - 1);
    const before = await types();
    assert.deepEqual(before, {
      reception: 80,
      uplink: 40,
      refusal: 80,
      "gateway-stats": 40,
      change: 80,
    });
    const until = START + 30n * MINUTE;
    const { segments, events } = await expire({ foreign: until });
    assert.ok(segments > 5);
    const after = await types();
    const gone = before["reception"]! - after["reception"]!;
    assert.ok(gone >= 23 && gone <= 30, `${gone}`);
    assert.equal(events, gone + before["refusal"]! - after["refusal"]!);
    const rest = { reception: 0, refusal: 0 };
    assert.deepEqual({ ...after, ...rest }, { ...before, ...rest });
    // Every frame that an uplink rests on is there.
    const { events: all } = await log.read({ limit: 10_000, types: ["uplink"] });
    for (const { body } of all) {
      const { receptions } = body as EventBody<"uplink">;
      assert.equal((await log.get([receptions[0]!.position]))[0]!.type, "reception");
    }
    assert.equal(
      traffic.reduce((sum, { body }) => sum + body.frames, 0),
      gone,
    );
    assert.equal(
      traffic.reduce((sum, { body }) => sum + body.bytes, 0),
      7 * gone,
    );
    const [first] = traffic;
    assert.deepEqual(first!.body.refused, { NS_NO_DEVICE: first!.body.frames });
    assert.equal(first!.time % (3600n * NS_PER_S), 0n);
    assert.deepEqual((await log.verify()).damage, []);
    assert.deepEqual(await expire({ foreign: until }), { segments: 0, events: 0 }, "once");
  });

  it("keeps each class as long as was said, and the books of changes for ever", async (t) => {
    const { expire, types, log } = await archived(t, 20, 2 * EVENTS_A_ROUND);
    const all = await types();
    await expire({});
    assert.deepEqual(await types(), all);
    await expire({ gateway: ALL });
    assert.equal((await types())["uplink"], 20);
    await expire({ gateway: ALL, device: ALL, foreign: ALL, sdr: ALL });
    const left = await types();
    // The newest stretches are looked at by those before them, and stay.
    assert.equal(left["change"], 40);
    assert.ok(left["uplink"]! <= 4 && left["gateway-stats"]! <= 4, JSON.stringify(left));
    assert.deepEqual((await log.verify()).damage, []);
    const backwards = await log.read({ before: "end", limit: 10_000 });
    const forwards = await log.read({ limit: 10_000 });
    assert.deepEqual(backwards.events.toReversed(), forwards.events);
  });

  it("leaves a log that can be moved: the copy has the same events, the same gaps, and goes on", async (t) => {
    const { expire, engine, log } = await archived(t, 20, 2 * EVENTS_A_ROUND);
    await expire({ gateway: ALL, device: ALL, foreign: ALL });
    const copy = await openArchived(t);
    const lines = async (of: OpenArchived["engine"]): Promise<string[]> =>
      (await Array.fromAsync(exportItems(of))).map(encodeItem);
    const written = await lines(engine);
    const read = written.map((line, i) => decodeItem(line, i + 1));
    const items = (async function* () {
      yield* read;
    })();
    const { events, expired, damaged } = await importItems(copy.engine, undefined, items);
    assert.deepEqual([events + expired, damaged], [20 * EVENTS_A_ROUND, 0]);
    assert.ok(expired > 60, `${expired}`);
    assert.deepEqual(await lines(copy.engine), written);
    // Stretches of four positions: some have nothing left to archive.
    await archiveLog(copy.engine, ALL, 4);
    await expireArchive(copy.engine, { sdr: ALL }, async () => {});
    assert.deepEqual(await lines(copy.engine), written);
    const time = START;
    assert.deepEqual(
      await copy.log.append([reception(time, "QAECAwQ=")]),
      await log.append([reception(time, "QAECAwQ=")]),
    );
    assert.deepEqual((await copy.log.verify()).damage, []);
  });

  it("survives a file of which nothing is left, and leaves a damaged one as it is", async (t) => {
    const opened = await openArchived(t);
    const { log, engine, folder } = opened;
    const frames = Array.from({ length: 40 }, (_, n) => reception(START + BigInt(n), "QAECAwQ="));
    await log.append(frames);
    await archiveLog(engine, ALL, 10);
    const file = path.join(folder, readdirSync(folder).toSorted()[0]!);
    const bytes = readFileSync(file);
    const whole = Buffer.from(bytes);
    bytes.fill(0, 200, 1400);
    writeFileSync(file, bytes);
    const { engine: fresh, log: again } = await opened.again();
    const done = await expireArchive(fresh, { device: ALL }, async () => {});
    assert.deepEqual(done, { segments: 1, events: 10 });
    assert.deepEqual(readFileSync(file), bytes);
    writeFileSync(file, whole);
    const { log: last } = await opened.again();
    assert.equal((await last.read({})).events.length, 30);
    assert.deepEqual((await last.verify()).damage, []);
    await assert.rejects(again.get(["pf" as Cursor]), { code: "LOG_NO_SUCH_POSITION" });
  });
});
