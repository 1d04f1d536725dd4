import assert from "node:assert/strict";
import { after, describe, it, type TestContext } from "node:test";
import type { Cursor } from "@lorats/events";
import { MemoryKeyStore } from "@lorats/base";
import { eventLogContract } from "@lorats/events/testing";
import { StoredLog } from "../../src/log/log.ts";
import { DeviceKeys } from "../../src/keys/device-keys.ts";
import { PostgresLogEngine } from "../../src/postgres/event-log.ts";
import { migratePostgres } from "../../src/postgres/migration.ts";
import { openPool } from "../../src/postgres/pool.ts";
import { POSTGRES_SCHEMA } from "../../src/postgres/schema.ts";
import { ArchivedEngine } from "../../src/archive/archived-engine.ts";
import { archiveLog, expireArchive } from "../../src/archive/archiver.ts";
import { exportItems, importItems } from "../../src/log/transfer.ts";
import { OTHER_TENANT, TENANT, numbered, numbersOf, scratchDirectory } from "../support.ts";
import { startPostgres } from "./server.ts";

const server = await startPostgres();
after(() => server.stop());

/** Another server's view of a log: connections of its own, nobody to tell it what others append. */
function openAt(t: TestContext, url: string): StoredLog {
  const pool = openPool(url, () => undefined);
  t.after(() => pool.end());
  const deviceKeys = new DeviceKeys(new MemoryKeyStore());
  return new StoredLog(new PostgresLogEngine(pool, () => undefined), { deviceKeys });
}

async function openLog(t: TestContext): Promise<{ log: StoredLog; url: string; schema: string }> {
  const url = await server.emptySchema();
  const pool = openPool(url, () => undefined);
  await migratePostgres(pool, POSTGRES_SCHEMA);
  await pool.end();
  return { log: openAt(t, url), url, schema: /search_path%3D(\w+)/.exec(url)![1]! };
}

eventLogContract(async (t) => (await openLog(t)).log);

describe("event log in PostgreSQL", () => {
  it("moves what is old into the archive, lets go of it there, and reads on as before", async (t) => {
    const { url, schema } = await openLog(t);
    const pool = openPool(url, () => undefined);
    const folder = scratchDirectory(t);
    const engine = new ArchivedEngine(new PostgresLogEngine(pool, () => undefined), folder);
    t.after(async () => {
      await engine.close();
      await pool.end();
    });
    const log = new StoredLog(engine, { deviceKeys: new DeviceKeys(new MemoryKeyStore()) });
    const all = Array.from({ length: 50 }, (_, n) => n + 1);
    await log.append(
      all.map((n) => numbered(n, { tenantId: n % 3 === 0 ? OTHER_TENANT : TENANT })),
    );
    const everything = await log.read({});
    const ours = await log.read({ tenantId: OTHER_TENANT, before: "end" });
    assert.deepEqual(await archiveLog(engine, 2n ** 62n, 8), { segments: 6, events: 48 });
    const left = await pool.query(`select count(*)::int as n from ${schema}.events`);
    assert.deepEqual(left.rows, [{ n: 2n }]);
    assert.deepEqual(await log.read({}), everything);
    assert.deepEqual(await log.read({ tenantId: OTHER_TENANT, before: "end" }), ours);
    assert.deepEqual(await log.verify(), { checked: 50, damage: [] });
    await log.append([numbered(51)]);
    assert.deepEqual(numbersOf((await log.read({})).events), [...all, 51]);
    // Refusals of nobody's frames: what stands in the newest file waits for the next one.
    const expired = await expireArchive(engine, { foreign: 2n ** 62n }, async () => {});
    assert.deepEqual(expired, { segments: 5, events: 40 });
    assert.deepEqual(numbersOf((await log.read({})).events), [...all.slice(40), 51]);
    const copy = (await openLog(t)).log;
    await importItems(copy.engine, undefined, exportItems(engine));
    assert.deepEqual(await copy.read({}), await log.read({}));
    assert.deepEqual(await copy.append([numbered(52)]), await log.append([numbered(52)]));
  });

  it("lets a reader miss nothing while several servers append", async (t) => {
    const { log, url } = await openLog(t);
    const writers = [1, 2, 3].map(() => openAt(t, url));
    const stop = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const batch of log.follow(undefined, stop.signal)) {
        seen.push(...numbersOf(batch));
        if (seen.length === 600) stop.abort();
      }
    })();
    const write = async (writer: StoredLog, from: number): Promise<void> => {
      for (let n = 0; n < 200; n += 4) {
        const batches = [0, 1, 2, 3].map((i) => writer.append([numbered(from + n + i)]));
        await Promise.all(batches);
      }
    };
    await Promise.all(writers.map((writer, i) => write(writer, 1000 * i)));
    await following;
    assert.equal(new Set(seen).size, 600);
    assert.deepEqual(seen, numbersOf((await log.read({ limit: 1000 })).events));
  });

  it("gives positions without gaps, also after an append that failed", async (t) => {
    const { log, schema } = await openLog(t);
    await log.append([numbered(1)]);
    await server.run(`alter table ${schema}.events add constraint full_disk check (key <> 'bad')`);
    await assert.rejects(log.append([numbered(2), numbered(3, { key: "bad" })]), {
      code: "LOG_UNAVAILABLE",
    });
    assert.deepEqual(await log.append([numbered(4)]), ["p2"]);
    assert.deepEqual(numbersOf((await log.read({})).events), [1, 4]);
  });

  it("refuses while the database is away and goes on when it is back", async (t) => {
    const { log } = await openLog(t);
    await log.append([numbered(1)]);
    const appending = Promise.allSettled(
      Array.from({ length: 50 }, async (_, n) => {
        await new Promise((resolve) => setTimeout(resolve, n * 2));
        return await log.append([numbered(100 + n)]);
      }),
    );
    await server.dropConnections();
    const outcomes = await appending;
    const [last] = await log.append([numbered(2)]);
    const stored = new Set(numbersOf((await log.read({ limit: 1000 })).events));
    for (const [n, outcome] of outcomes.entries()) {
      if (outcome.status === "fulfilled") assert.ok(stored.has(100 + n), "acknowledged and lost");
      else assert.equal((outcome.reason as { code: string }).code, "LOG_UNAVAILABLE");
    }
    assert.equal(await log.head(), last);
  });

  it("passes over damaged events, names them, and never hands them to another tenant", async (t) => {
    const { log, url, schema } = await openLog(t);
    const [, second, third] = await log.append([numbered(1), numbered(2), numbered(3)]);
    await server.run(`update ${schema}.events set bytes = '\\x7b7d' where position = 2`);
    await server.run(`update ${schema}.events set tenant = '${OTHER_TENANT}' where position = 3`);
    const page = await log.read({});
    assert.deepEqual([numbersOf(page.events), page.damaged], [[1, 3], [second]]);
    assert.deepEqual((await log.read({ tenantId: OTHER_TENANT })).damaged, [third]);
    assert.deepEqual((await log.read({ tenantId: TENANT, types: ["refusal"] })).damaged, [second]);
    // Whoever stored it remembers what it was; others find what is there.
    const elsewhere = openAt(t, url);
    await assert.rejects(elsewhere.get([second as Cursor]), { code: "LOG_DAMAGED" });
    assert.deepEqual((await log.verify()).damage, [
      { position: second, reason: "hash" },
      { position: third, reason: "columns" },
    ]);
  });
});
