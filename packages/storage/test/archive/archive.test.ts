import assert from "node:assert/strict";
import {
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import type { Cursor, NewEvent } from "@lorats/events";
import { eventLogContract } from "@lorats/events/testing";
import fc from "fast-check";
import { archiveLog } from "../../src/archive/archiver.ts";
import { numbered, numbersOf, OTHER_TENANT, TENANT, type Scope } from "../support.ts";
import { openArchived, type OpenArchived } from "./open-archived.ts";

const ALL = 2n ** 62n;

const segments = ({ folder }: OpenArchived): string[] =>
  readdirSync(folder)
    .toSorted()
    .map((name) => path.join(folder, name));

async function filled(t: Scope, count: number, size: number): Promise<OpenArchived> {
  const opened = await openArchived(t);
  await opened.log.append(Array.from({ length: count }, (_, n) => numbered(n + 1)));
  await archiveLog(opened.engine, ALL, size);
  return opened;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);

/** A log that archives whatever it can after every append: all but the newest two events are in files. */
eventLogContract(async (t) => {
  const { log, engine } = await openArchived(t);
  const append = log.append.bind(log);
  log.append = async (events: readonly NewEvent[]) => {
    const positions = await append(events);
    await archiveLog(engine, ALL, 2);
    return positions;
  };
  return log;
});

describe("archive", () => {
  it("moves what is old, a stretch at a time, and leaves the newest where it is", async (t) => {
    const { log, engine, file, ...rest } = await openArchived(t);
    await log.append(Array.from({ length: 25 }, (_, n) => numbered(n + 1)));
    const { time } = (await log.read({ limit: 15 })).events.at(-1)!;
    assert.deepEqual(await archiveLog(engine, time, 5), { segments: 2, events: 10 });
    assert.deepEqual(await archiveLog(engine, ALL, 5), { segments: 2, events: 10 });
    assert.equal(segments({ log, engine, file, ...rest }).length, 4);
    const db = new DatabaseSync(file, { readOnly: true });
    assert.equal(db.prepare("select count(*) as n from events").get()!["n"], 5);
    db.close();
    const [first] = await log.append([numbered(26)]);
    assert.equal(first, "pq", "positions go on");
    assert.deepEqual(numbersOf((await log.read({})).events), upTo(26));
    assert.deepEqual(await log.verify(), { checked: 26, damage: [] });
  });

  it("reads what is in the database without asking the archive", async (t) => {
    const { log, engine } = await filled(t, 25, 5);
    const asked = t.mock.method(engine.archive, "call");
    await log.append([numbered(26)]);
    const after = (await log.read({ before: "end", limit: 5 })).events.at(-1)!.position;
    assert.deepEqual(numbersOf((await log.read({ after })).events), [23, 24, 25, 26]);
    assert.equal(asked.mock.callCount(), 0);
  });

  it("reads what is archived while a stretch is compressed", async (t) => {
    const { log, engine } = await filled(t, 25, 5);
    const many = await engine.hot.read({ after: 0, limit: 10 });
    const rows = [...many.rows];
    const range = { first: 21, last: 20 + 16_384 };
    const big = Array.from({ length: 16_384 }, (_, n) => ({ ...rows[0]!, position: 21 + n }));
    const order: string[] = [];
    const adding = engine.add(range, big, []).then(() => order.push("added"));
    await log.read({ limit: 5 }).then(() => order.push("read"));
    await adding;
    assert.deepEqual(order, ["read", "added"]);
  });

  it("answers every question as if all were in the database", async (t) => {
    const plain = await openArchived(t);
    const archived = await openArchived(t);
    const events = Array.from({ length: 60 }, (_, n) =>
      numbered(n + 1, {
        key: `device-${n % 7}`,
        tenantId: n % 3 === 0 ? OTHER_TENANT : TENANT,
      }),
    );
    for (const { log } of [plain, archived]) await log.append(events);
    await archiveLog(archived.engine, ALL, 8);
    const position = fc.option(
      fc.integer({ min: 1, max: 60 }).map((n) => `p${n.toString(36)}` as Cursor),
      { nil: undefined },
    );
    const query = fc.record({
      after: position,
      before: fc.oneof(position, fc.constant("end" as const)),
      limit: fc.integer({ min: 1, max: 70 }),
      tenantId: fc.option(fc.constantFrom(TENANT, OTHER_TENANT), { nil: undefined }),
      key: fc.option(
        fc.integer({ min: 0, max: 8 }).map((n) => `device-${n}`),
        { nil: undefined },
      ),
      types: fc.option(fc.constantFrom(["refusal"] as const, ["uplink"] as const), {
        nil: undefined,
      }),
    });
    await fc.assert(
      fc.asyncProperty(query, async (asked) => {
        const [expected, got] = [await plain.log.read(asked), await archived.log.read(asked)];
        assert.deepEqual(got, expected);
      }),
      { numRuns: 200 },
    );
    const some = ["p3", "p1k", "p9", "p1c"] as Cursor[];
    assert.deepEqual(await archived.log.get(some), await plain.log.get(some));
    await assert.rejects(archived.log.get(["p99" as Cursor]), { code: "LOG_NO_SUCH_POSITION" });
  });

  it("loses with a damaged byte what was compressed with it, says so, and nothing else", async (t) => {
    const opened = await filled(t, 5000, 2500);
    const [first] = segments(opened);
    const bytes = readFileSync(first!);
    // Somewhere in the events of the second part, of three.
    bytes[Math.floor(bytes.length / 2)]! ^= 0x10;
    writeFileSync(first!, bytes);
    const { log } = await opened.again();
    const { checked, damage } = await log.verify();
    // Either nothing of the part can be unpacked, or some events of it are not what their hashes say.
    assert.ok(damage.length > 0 && damage.every(({ reason }) => reason !== "columns"));
    const { events, damaged } = await log.read({ limit: 10_000 });
    assert.equal(events.length + damaged.length, 5000);
    assert.ok(checked >= events.length);
    assert.ok(damaged.length > 0 && damaged.length <= 1024, `${damaged.length}`);
    assert.equal(damaged[0], damage[0]!.position);
    await assert.rejects(log.get([damaged[0]!]), { code: "LOG_DAMAGED" });
    const backwards = await log.read({ before: "end", limit: 10_000 });
    assert.deepEqual(
      backwards.events.map(({ position }) => position).toReversed(),
      events.map(({ position }) => position),
    );
  });

  it("isolates a torn file and misses a lost one", async (t) => {
    const opened = await filled(t, 50, 10);
    const [first, , third] = segments(opened);
    truncateSync(first!, Math.floor(statSync(first!).size / 2));
    renameSync(third!, `${third!}.away`);
    const { log } = await opened.again();
    const { damage, checked } = await log.verify();
    assert.deepEqual(
      damage.map(({ position, reason }) => [position, reason]),
      [
        ["p1", "segment"],
        ["pl", "segment"],
      ],
    );
    assert.equal(checked, 30);
    const { events, damaged } = await log.read({});
    assert.deepEqual(numbersOf(events), [...upTo(20).slice(10), ...upTo(50).slice(30)]);
    assert.equal(damaged.length, 10);
  });

  it("finds an event that was exchanged for another, by its leaf hash", async (t) => {
    const opened = await filled(t, 20, 10);
    const { engine, folder } = opened;
    const { encodeSegment, segmentName } = await import("../../src/archive/segment.ts");
    const { rows } = await engine.archive.call("read", { after: 0, limit: 10 });
    const forgery = (bytes: Uint8Array): Uint8Array =>
      Buffer.from(Buffer.from(bytes).toString().replace("N_4", "N_5"));
    const forged = rows.map(({ position, leaf, bytes }) => {
      return { position, leaf, bytes: position === 4 ? forgery(bytes) : bytes };
    });
    const range = { first: 1, last: 10 };
    writeFileSync(
      path.join(folder, segmentName(range)),
      encodeSegment(range, forged, { left: [] }),
    );
    const { log } = await opened.again();
    const { damage } = await log.verify();
    assert.deepEqual(damage, [{ position: "p4", reason: "hash" }]);
    assert.deepEqual((await log.read({})).damaged, ["p4"]);
  });

  it("leaves what is damaged already in the database, where it is told of as before", async (t) => {
    const { log, engine, file } = await openArchived(t);
    await log.append(Array.from({ length: 20 }, (_, n) => numbered(n + 1)));
    const db = new DatabaseSync(file);
    db.exec("update events set bytes = cast('{}' as blob) where position = 3");
    db.close();
    assert.deepEqual(await archiveLog(engine, ALL, 10), { segments: 1, events: 9 });
    const { damage, checked } = await log.verify();
    assert.deepEqual(damage, [{ position: "p3", reason: "hash" }]);
    assert.equal(checked, 20);
    assert.equal((await log.read({})).events.length, 19);
  });

  it("removes in the next run what one that was interrupted had archived", async (t) => {
    const opened = await filled(t, 20, 10);
    const { engine, log, file } = opened;
    const { rows } = await engine.archive.call("read", { after: 0, limit: 10 });
    // As if it had died between the file and the removal.
    const db = new DatabaseSync(file);
    const insert = db.prepare(
      "insert into events (position, time, tenant, type, key_hash, key, leaf, bytes) values (?, 0, 1, 2, 0, 'x', ?, ?)",
    );
    for (const { position, leaf, bytes } of rows) insert.run(position, leaf, bytes);
    assert.deepEqual(numbersOf((await log.read({})).events), upTo(20), "each once meanwhile");
    assert.deepEqual(await archiveLog(engine, ALL, 10), { segments: 0, events: 0 });
    assert.equal(db.prepare("select count(*) as n from events").get()!["n"], 10);
    db.close();
    assert.deepEqual(numbersOf((await log.read({})).events), upTo(20));
  });

  it("misses nothing for whoever follows while stretches move away under him", async (t) => {
    const { log, engine } = await openArchived(t);
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const events of log.follow(undefined, stop.signal))
        seen.push(...numbersOf(events));
    })();
    for (let n = 0; n < 300; n += 10) {
      await log.append(Array.from({ length: 10 }, (_, i) => numbered(n + i + 1)));
      await archiveLog(engine, ALL, 10);
      const late: number[] = [];
      const { events } = await log.read({ limit: 10_000 });
      late.push(...numbersOf(events));
      assert.deepEqual(late, upTo(n + 10));
    }
    while (seen.length < 300) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await following;
    assert.deepEqual(seen, upTo(300));
  });
});
