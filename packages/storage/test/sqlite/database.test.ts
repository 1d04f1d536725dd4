import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { sql } from "kysely";
import { emptyTables, openState } from "../support.ts";

const { db, threads } = await openState({ after });
const { build } = db;

const session = (hash: number, expires: bigint) =>
  build.insertInto("web_sessions").values({
    hash: Uint8Array.of(hash),
    user_id: "user",
    created_at: 0n,
    expires_at: expires,
  });

async function expiries(): Promise<bigint[]> {
  const rows = await build
    .selectFrom("web_sessions")
    .select("expires_at")
    .orderBy("hash")
    .execute();
  return rows.map((row) => row.expires_at);
}

describe("an SQLite database behind threads", () => {
  it("round-trips 64-bit integers to the last bit, as bigint", async () => {
    await emptyTables(db);
    const values = [2n ** 63n - 1n, -(2n ** 63n), 0n, 2n ** 53n + 1n, 1_800_000_000_123_456_789n];
    await db.write(values.map((value, i) => session(i, value).compile()));
    assert.deepEqual(await expiries(), values);
    await assert.rejects(db.write([session(9, 2n ** 63n).compile()]), { code: "STORE_DEFECT" });
    assert.deepEqual(await expiries(), values);
  });

  it("is as durable as it says: full synchronisation, write-ahead log, foreign keys", async () => {
    const ask = async (name: string): Promise<unknown> => {
      const outcome = await db.write([sql.raw(`pragma ${name}`).compile(build)]);
      assert.ok(outcome.ok);
      return Object.values(outcome.results[0]!.rows[0] as object)[0];
    };
    assert.equal(await ask("synchronous"), 2n);
    assert.equal(await ask("journal_mode"), "wal");
    assert.equal(await ask("foreign_keys"), 1n);
    assert.equal(await ask("secure_delete"), 1n);
  });

  it("undoes a whole write when one statement breaks a rule, and says which and how", async () => {
    await emptyTables(db);
    await db.write([session(1, 1n).compile()]);
    const unique = await db.write([session(2, 2n).compile(), session(1, 3n).compile()]);
    assert.deepEqual(unique, { ok: false, statement: 1, reason: "unique" });
    const orphan = build.insertInto("memberships").values({ tenant_id: "t", user_id: "nobody" });
    const reference = await db.write([session(2, 2n).compile(), orphan.compile()]);
    assert.deepEqual(reference, { ok: false, statement: 1, reason: "reference" });
    const guard = { query: build.selectFrom("web_sessions").selectAll().compile(), expect: 1 };
    const expectation = await db.write([session(2, 2n).compile(), guard]);
    assert.deepEqual(expectation, { ok: false, statement: 1, reason: "expectation" });
    assert.deepEqual(await expiries(), [1n]);
  });

  it("takes no other write of the group along when one is refused", async () => {
    await emptyTables(db);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => db.write([session(n % 30, BigInt(n)).compile()])),
    );
    assert.deepEqual(
      outcomes.map(({ ok }) => ok),
      Array.from({ length: 40 }, (_, n) => n < 30),
    );
    assert.equal((await expiries()).length, 30);
  });

  it("shows a reader one state for all queries of a read, and its own writes at once", async () => {
    await emptyTables(db);
    const count = build
      .selectFrom("web_sessions")
      .select(({ fn }) => [fn.countAll<bigint>().as("n")]);
    const done = new AbortController();
    const writing = (async () => {
      for (let n = 0; n < 200; n++) {
        await db.write([session(n, 1n).compile()]);
        const [[row]] = await db.read([count.compile()]);
        assert.equal(row!.n, BigInt(n + 1));
      }
      done.abort();
    })();
    while (!done.signal.aborted) {
      const [[first], , [last]] = await db.read([
        count.compile(),
        build.selectFrom("web_sessions").selectAll().compile(),
        count.compile(),
      ]);
      assert.equal(first!.n, last!.n);
    }
    await writing;
  });

  it("does not let a long query hold up a commit", async () => {
    await emptyTables(db);
    const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
      select count(*) from n`;
    const read = new AbortController();
    const reading = threads.reader
      .call("batch", [{ sql: numbers.compile(build).sql, parameters: [] }])
      .finally(() => read.abort());
    let commits = 0;
    while (!read.signal.aborted && commits < 3) {
      await db.write([session(commits++, 1n).compile()]);
    }
    assert.ok(!read.signal.aborted, "commits were done before the query");
    await reading;
  });

  it("refuses what kysely would do with an open transaction or a stream", async () => {
    const transaction = build.transaction().execute(async () => undefined);
    await assert.rejects(transaction, { code: "STORE_NO_TRANSACTION" });
    const stream = build.selectFrom("users").selectAll().stream()[Symbol.asyncIterator]();
    await assert.rejects(stream.next(), { code: "STORE_NO_STREAM" });
    const twice = session(1, 1n);
    await emptyTables(db);
    await twice.execute();
    await assert.rejects(twice.execute(), { code: "STORE_REFUSED" });
    const gone = await build.deleteFrom("web_sessions").executeTakeFirst();
    assert.equal(gone.numDeletedRows, 1n);
  });

  it("reports a mistake in a statement as ours, with its message", async () => {
    const nonsense = { sql: "selekt 1", parameters: [], query: {} } as never;
    await assert.rejects(db.read([nonsense]), { code: "STORE_DEFECT", message: /syntax error/ });
    await assert.rejects(db.write([nonsense]), { code: "STORE_DEFECT", blame: "us" });
    assert.equal((await db.write([session(200, 1n).compile()])).ok, true);
  });
});
