import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { encodeEvent, type Cursor, type StoredEvent } from "@lorats/events";
import { eventLogContract } from "@lorats/events/testing";
import { OTHER_TENANT, TENANT, numbered, numbersOf, openLog } from "../support.ts";

eventLogContract(async (t) => (await openLog(t)).log);

describe("event log in SQLite", () => {
  it("stores the exact encoded bytes under their RFC 9162 leaf hash", async (t) => {
    const { log } = await openLog(t);
    const event = numbered(1);
    await log.append([event]);
    const { leaf } = (await log.read({})).events[0]!;
    const expected = createHash("sha256").update(Buffer.of(0)).update(encodeEvent(event)).digest();
    assert.deepEqual(Buffer.from(leaf), expected);
  });

  it("gives each of many concurrent appends its own positions, whole and in order", async (t) => {
    const { log } = await openLog(t);
    const sizes = Array.from({ length: 400 }, (_, i) => i % 5);
    let n = 0;
    const batches = sizes.map((size) => Array.from({ length: size }, () => numbered(n++)));
    const cursors = await Promise.all(batches.map((batch) => log.append(batch)));
    for (const [i, batch] of batches.entries()) {
      const stored = await log.get(cursors[i]!);
      assert.deepEqual(numbersOf(stored), numbersOf(batch as unknown as StoredEvent[]));
    }
    const { events } = await log.read({});
    assert.deepEqual(
      numbersOf(events),
      Array.from({ length: n }, (_, i) => i),
    );
    assert.deepEqual(
      cursors.flat(),
      events.map(({ position }) => position),
    );
  });

  it("takes more events at once than one message to the writer holds", async (t) => {
    const { log } = await openLog(t);
    const cursors = await log.append(Array.from({ length: 12_000 }, (_, n) => numbered(n)));
    assert.equal(new Set(cursors).size, 12_000);
    const [last] = await log.get(cursors.slice(-1));
    assert.deepEqual(numbersOf([last!]), [11_999]);
  });

  it("ends a page at its limit whatever the filter and the direction", async (t) => {
    const { log } = await openLog(t);
    await log.append(
      Array.from({ length: 60 }, (_, n) =>
        numbered(n, { tenantId: n % 2 ? OTHER_TENANT : TENANT, key: `k${n % 3}` }),
      ),
    );
    const seen: number[] = [];
    let before: Cursor | "end" | undefined = "end";
    while (before) {
      const page = await log.read({ before, tenantId: OTHER_TENANT, key: "k1", limit: 4 });
      seen.push(...numbersOf(page.events));
      before = page.next;
    }
    assert.deepEqual(seen, [55, 49, 43, 37, 31, 25, 19, 13, 7, 1]);
  });

  it("refuses cursors and limits that mean nothing", async (t) => {
    const { log } = await openLog(t);
    const [cursor] = await log.append([numbered(1)]);
    for (const bad of ["", "1", "p", "p0", "q1", "pzzzzzzzzzzzz", "p1;"]) {
      await assert.rejects(log.read({ after: bad as Cursor }), { code: "LOG_BAD_CURSOR" });
    }
    for (const limit of [0, -1, 1.5, 10_001]) {
      await assert.rejects(log.read({ limit }), { code: "LOG_BAD_LIMIT" });
    }
    await assert.rejects(log.get([cursor!, "p2" as Cursor]), { code: "LOG_NO_SUCH_POSITION" });
    const timeless = { ...numbered(1), time: 2n ** 63n };
    await assert.rejects(log.append([timeless]), { code: "LOG_EVENT_INVALID" });
  });

  it("refuses to follow from behind its end: then events were lost", async (t) => {
    const { log } = await openLog(t);
    await log.append([numbered(1)]);
    const following = log.follow("p2" as Cursor, new AbortController().signal);
    await assert.rejects(following[Symbol.asyncIterator]().next(), { code: "LOG_CURSOR_AHEAD" });
  });

  it("serves several followers at their own pace and lets them go", async (t) => {
    const { log } = await openLog(t);
    const cursors = await log.append(Array.from({ length: 50 }, (_, n) => numbered(n)));
    const stop = new AbortController();
    const seen = await Promise.all([
      ...Array.from({ length: 5 }, async (_, slow) => {
        const mine: number[] = [];
        for await (const batch of log.follow(cursors[slow], stop.signal)) {
          mine.push(...numbersOf(batch));
          await new Promise((resolve) => setTimeout(resolve, slow));
          if (mine.at(-1) === 549) break;
        }
        return mine;
      }),
      (async () => {
        for (let n = 50; n < 550; n += 2) await log.append([numbered(n), numbered(n + 1)]);
        return [];
      })(),
    ]);
    for (let slow = 0; slow < 5; slow++) {
      assert.deepEqual(
        seen[slow],
        Array.from({ length: 549 - slow }, (_, i) => slow + 1 + i),
      );
    }
    const idle = log.follow(await log.head(), stop.signal);
    const waiting = idle[Symbol.asyncIterator]().next();
    stop.abort();
    assert.equal((await waiting).done, true);
  });
});
