import assert from "node:assert/strict";
import { openSync, rmSync, writeFileSync, writeSync, closeSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import type { UnavailableError } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { openSqliteStorage, type Storage } from "@lorats/storage";
import type { StoredLog } from "../../src/log/log.ts";
import { sqliteEventLog } from "../../src/sqlite/event-log.ts";
import { openThreads } from "../../src/sqlite/open-threads.ts";
import { OTHER_TENANT, TENANT, numbered, numbersOf, openLog } from "../support.ts";
import { smallDisk } from "./full-disk.ts";

const FULL = { code: "LOG_UNAVAILABLE", blame: "dependency", details: { reason: "STORE_FULL" } };

/** Appends one event after another until that fails; returns the numbers that were acknowledged. */
async function fill(log: StoredLog, first: number): Promise<number[]> {
  const acknowledged: number[] = [];
  for (let n = first; ; n++) {
    try {
      await log.append([numbered(n, { key: "x".repeat(2000) })]);
      acknowledged.push(n);
    } catch (error) {
      assert.equal((error as { code: string }).code, "LOG_UNAVAILABLE");
      assert.deepEqual((error as { details: unknown }).details, FULL.details);
      return acknowledged;
    }
  }
}

describe("a full disk", () => {
  it("refuses what does not fit, keeps what was acknowledged, and goes on when there is room", async (t) => {
    let storage: Storage | undefined;
    const disk = smallDisk(t, 2048, async () => storage?.close());
    if (!disk) return t.skip("mounting a small file system needs more rights");
    const ballast = path.join(disk, "ballast");
    writeFileSync(ballast, new Uint8Array(512 * 1024));
    storage = await openSqliteStorage({ dataDir: path.join(disk, "data") });
    const { log, publisherCursors } = storage;
    const first = await fill(log, 0);
    assert.ok(first.length > 5, `${first.length} fitted`);
    await assert.rejects(log.append([numbered(-1, { key: "x".repeat(50_000) })]), FULL);
    assert.deepEqual(numbersOf((await log.read({ limit: 10_000 })).events), first);

    const burst = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) => log.append([numbered(500_000 + n)])),
    );
    const fitted = burst.flatMap(({ status }, n) => (status === "fulfilled" ? [500_000 + n] : []));
    assert.deepEqual(numbersOf((await log.read({ limit: 10_000 })).events), [...first, ...fitted]);

    rmSync(ballast);
    const second = await fill(log, 1_000_000);
    assert.ok(second.length > 5, `${second.length} more fitted`);
    const all = numbersOf((await log.read({ limit: 10_000 })).events);
    assert.deepEqual(all, [...first, ...fitted, ...second]);
    assert.deepEqual((await log.verify()).damage, []);
    await assert.rejects(
      async () => {
        for (let n = 0; ; n++)
          await publisherCursors.save("x".repeat(4000) + String(n), "p1" as Cursor);
      },
      { code: "STORE_FULL", blame: "dependency" },
    );
  });

  it("costs only those of a group that do not fit", async (t) => {
    const { log } = await openLog(t, { maxPages: 60 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, async (_, n) => {
        // Some travel in one message to the writer, and the writer puts several messages into one transaction.
        for (let turn = 0; turn < n; turn++) await new Promise((resolve) => setImmediate(resolve));
        return log.append([numbered(n, { key: "x".repeat(n === 7 ? 1_000_000 : 100) })]);
      }),
    );
    const refused = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
    assert.deepEqual(refused, [7]);
    const stored = numbersOf((await log.read({})).events);
    assert.deepEqual(
      stored.toSorted((a, b) => a - b),
      Array.from({ length: 40 }, (_, n) => n).filter((n) => n !== 7),
    );
  });
});

describe("a damaged log", () => {
  it("names events whose bytes changed, skips them and serves the others", async (t) => {
    const { log: writer, threads, file } = await openLog(t);
    const cursors = await writer.append(Array.from({ length: 20 }, (_, n) => numbered(n)));
    // Whoever wrote it remembers what he wrote.
    const log = sqliteEventLog(threads, {});
    const vandal = new DatabaseSync(file);
    const change = "cast(replace(cast(bytes as text), 'N_4', 'N_9') as blob)";
    vandal.exec(`update events set bytes = ${change} where position = 5`);
    vandal.exec("update events set leaf = zeroblob(32) where position = 20");
    vandal.close();
    const { events, damaged } = await log.read({});
    const damagedOnes = [cursors[4]!, cursors[19]!];
    assert.deepEqual(damaged, damagedOnes);
    assert.deepEqual(numbersOf(events), [
      0,
      1,
      2,
      3,
      ...Array.from({ length: 14 }, (_, i) => i + 5),
    ]);
    await assert.rejects(log.get([cursors[0]!, cursors[4]!]), { code: "LOG_DAMAGED" });
    assert.equal((await log.get([cursors[0]!])).length, 1);
    const page = await log.read({ after: cursors[3], limit: 1 });
    assert.deepEqual(page, { events: [], next: cursors[4], damaged: [cursors[4]] });
    const { checked, damage } = await log.verify();
    assert.equal(checked, 20);
    assert.deepEqual(
      damage,
      damagedOnes.map((position) => ({ position, reason: "hash" })),
    );
  });

  it("hands no event to another tenant although a column says so", async (t) => {
    const { log, file } = await openLog(t);
    const [ours, theirs] = await log.append([numbered(1), numbered(2, { tenantId: OTHER_TENANT })]);
    const vandal = new DatabaseSync(file);
    vandal.exec("update events set tenant = (select tenant from events where position = 1)");
    vandal.close();
    const page = await log.read({ tenantId: TENANT });
    assert.deepEqual([numbersOf(page.events), page.damaged], [[1], [theirs]]);
    assert.ok(ours);
    assert.deepEqual((await log.verify()).damage, [{ position: theirs, reason: "columns" }]);
  });

  it("loses only the events of a page that was overwritten, for followers, too", async (t) => {
    const reported: (readonly Cursor[])[] = [];
    const { log, threads, file } = await openLog(t);
    await log.append(Array.from({ length: 500 }, (_, n) => numbered(n)));
    await threads.close();
    overwriteLeafPage(file, "N_250");
    const again = await openThreads({ file, schema: "log" }, () => undefined);
    t.after(() => again.close());
    const onProblem = ({ details }: UnavailableError): void => {
      reported.push((details as { positions: readonly Cursor[] }).positions);
    };
    const damaged = sqliteEventLog(again, { onProblem });
    const page = await damaged.read({});
    assert.ok(page.damaged.length > 0 && page.damaged.length < 60, `${page.damaged.length} lost`);
    assert.equal(page.events.length + page.damaged.length, 500);
    const unreadable = page.damaged.map((position) => ({ position, reason: "unreadable" }));
    assert.deepEqual((await damaged.verify()).damage, unreadable);
    await damaged.append([numbered(500)]);
    const followed: number[] = [];
    for await (const batch of damaged.follow(undefined, new AbortController().signal)) {
      followed.push(...numbersOf(batch));
      if (followed.at(-1) === 500) break;
    }
    assert.equal(followed.length, 501 - page.damaged.length);
    assert.deepEqual(reported.flat(), page.damaged);
  });
});

/** Overwrites the header of the page that holds this text. */
function overwriteLeafPage(file: string, text: string): void {
  const at = readFileSync(file).indexOf(text);
  assert.ok(at > 0);
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, new Uint8Array(64).fill(0xff), 0, 64, at - (at % 4096));
  closeSync(descriptor);
}

describe("a thread that dies", () => {
  it("fails what it had not answered, and the next call starts it again", async (t) => {
    const { log, threads } = await openLog(t);
    await log.append([numbered(1)]);
    const long =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000)";
    const sql = `${long} select count(*) from n`;
    const crashed = { code: "STORE_CRASHED", blame: "dependency" };
    const busy = assert.rejects(threads.writer.call("batch", [{ sql, parameters: [] }]), crashed);
    const details = { reason: "STORE_CRASHED" };
    const refused = Array.from({ length: 20 }, (_, n) =>
      assert.rejects(log.append([numbered(100 + n)]), { code: "LOG_UNAVAILABLE", details }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    await threads.writer.kill();
    await Promise.all([busy, ...refused]);
    await log.append([numbered(2)]);
    assert.deepEqual(numbersOf((await log.read({})).events), [1, 2]);
  });

  it("loses nothing that it acknowledged, whenever it dies", async (t) => {
    const { log, threads } = await openLog(t);
    const acknowledged: number[] = [];
    for (let round = 0; round < 4; round++) {
      const running = Array.from({ length: 50 }, async (_, i) => {
        const n = 1000 * round + i;
        const outcome = await log.append([numbered(n)]).catch((error: { code: string }) => error);
        if ("code" in outcome) assert.equal(outcome.code, "LOG_UNAVAILABLE");
        else acknowledged.push(n);
      });
      await new Promise((resolve) => setTimeout(resolve, round));
      await threads.writer.kill();
      await Promise.all(running);
    }
    await log.append([numbered(9999)]);
    const stored = new Set(numbersOf((await log.read({})).events));
    assert.deepEqual(
      acknowledged.filter((n) => !stored.has(n)),
      [],
    );
    assert.ok(stored.has(9999));
    assert.deepEqual((await log.verify()).damage, []);
  });

  it("is reported, and a reader comes back as well", async (t) => {
    const crashes: string[] = [];
    const { file, threads: first } = await openLog(t);
    await first.close();
    const threads = await openThreads({ file, schema: "log" }, ({ code }) => crashes.push(code));
    t.after(() => threads.close());
    const log = sqliteEventLog(threads, {});
    await log.append([numbered(1)]);
    await threads.reader.kill();
    assert.deepEqual(numbersOf((await log.read({})).events), [1]);
    assert.deepEqual(crashes, ["STORE_CRASHED"]);
  });
});
