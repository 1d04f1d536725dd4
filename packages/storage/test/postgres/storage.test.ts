import assert from "node:assert/strict";
import { after, describe, it, type TestContext } from "node:test";
import { GivenKek, openPostgresStorage, type Storage } from "@lorats/storage";
import { until } from "../../../base/test/until.ts";
import { toPostgres } from "../../src/postgres/schema.ts";
import { STATE_SCHEMA } from "../../src/sql/state-schema.ts";
import { numbered, numbersOf, scratchDirectory } from "../support.ts";
import { startPostgres } from "./server.ts";

const server = await startPostgres();
after(() => server.stop());

async function open(t: TestContext, url: string): Promise<Storage> {
  const kek = new GivenKek(new Uint8Array(32).fill(1));
  return await openPostgresStorage(url, { dataDir: scratchDirectory(t), kek });
}

function schemaOf(url: string): string {
  return /search_path%3D(\w+)/.exec(url)![1]!;
}

describe("storage in PostgreSQL", () => {
  it("keeps what it was given over a restart, and its followers hear of what comes", async (t) => {
    const url = await server.emptySchema();
    const dataDir = scratchDirectory(t);
    const first = await openPostgresStorage(url, { dataDir });
    const appending = first.log.append([numbered(1)]);
    await first.close();
    await appending;
    const again = await openPostgresStorage(url, { dataDir });
    t.after(() => again.close());
    const stop = new AbortController();
    const seen: number[] = [];
    // Whoever is woken does without timers.
    t.mock.timers.enable({ apis: ["setTimeout"] });
    for await (const batch of again.log.follow(undefined, stop.signal)) {
      seen.push(...numbersOf(batch));
      if (seen.length === 1) void again.log.append([numbered(2)]);
      else stop.abort();
    }
    assert.deepEqual(seen, [1, 2]);
    t.mock.timers.reset();
  });

  it("belongs to one server at a time", async (t) => {
    const url = await server.emptySchema();
    const one = await open(t, url);
    await assert.rejects(open(t, url), { code: "STORE_LOCKED" });
    await one.close();
    await (await open(t, url)).close();
  });

  it("refuses another program's database, a newer release's, and one that is not there", async (t) => {
    const foreign = await server.emptySchema();
    await server.run(`create table ${schemaOf(foreign)}.theirs (x int)`);
    await assert.rejects(open(t, foreign), { code: "STORE_BAD_FILE" });

    const newer = await server.emptySchema();
    await (await open(t, newer)).close();
    const table = `${schemaOf(newer)}.lorats_migrations`;
    await server.run(`insert into ${table} (name, checksum) values ('from the future', 'x')`);
    await assert.rejects(open(t, newer), { code: "STORE_TOO_NEW" });
    await server.run(`update ${table} set checksum = 'x' where name = 'registry'`);
    await assert.rejects(open(t, newer), { code: "STORE_MIGRATION_CHANGED" });

    const absent = newer.replace("/postgres?", "/nowhere?");
    await assert.rejects(open(t, absent), { code: "STORE_REFUSED" });
    const wrong = newer.replace(/:\/\/lorats:[^@]*@/, "://lorats:secret@");
    await assert.rejects(open(t, wrong), (error: Error & { code: string }) => {
      assert.equal(error.code, "STORE_REFUSED");
      assert.ok(!error.message.includes("secret"));
      return true;
    });
    await assert.rejects(open(t, "postgres://lorats:x@127.0.0.1:1/x"), {
      code: "STORE_UNREACHABLE",
    });
  });
});

describe("a database that goes away", () => {
  it("is not written until the lock is held again, and then all goes on", async (t) => {
    const url = await server.emptySchema();
    const problems: string[] = [];
    const storage = await openPostgresStorage(url, {
      dataDir: scratchDirectory(t),
      onProblem: ({ code }) => problems.push(code),
    });
    t.after(() => storage.close());
    await storage.log.append([numbered(1)]);
    await server.dropConnections();
    await assert.rejects(
      async () => {
        for (;;) await storage.log.append([numbered(2)]);
      },
      { code: "LOG_UNAVAILABLE" },
    );
    await until(() => storage.log.append([numbered(3)]).catch(() => undefined));
    assert.ok(problems.includes("STORE_UNREACHABLE"));
    assert.ok(numbersOf((await storage.log.read({ limit: 10_000 })).events).includes(3));
  });
});

describe("the schema in PostgreSQL's words", () => {
  it("has none of SQLite's", () => {
    for (const { sql } of STATE_SCHEMA) {
      assert.doesNotMatch(toPostgres(sql), /\b(strict|rowid|blob|autoincrement|sqlite_\w+)\b/i);
    }
  });
});
