import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { VirtualClock, SeededRandom, newId, type TenantId } from "@lorats/base";
import { newEvent, type NewEvent, type StoredEvent } from "../event.ts";
import type { EventLog } from "../event-log.ts";
import type { Cursor } from "../fields.ts";
import type { Uplink } from "../schemas/uplink.ts";
import { sampleUplink } from "./sample-uplink.ts";

const clock = new VirtualClock();
const random = new SeededRandom(7);
const TENANT_A = newId<TenantId>(clock, random);
const TENANT_B = newId<TenantId>(clock, random);

function sample(n: number, tenantId: TenantId = TENANT_A, key = "k"): NewEvent<"refusal"> {
  const at = { tenantId, key, time: clock.now() + BigInt(n) };
  return newEvent("refusal", at, { code: `TEST_${n}`, reason: 'ü \u0000 "', receptions: [] });
}

function whole({ type, tenantId, key, time, body, position, leaf }: StoredEvent) {
  return { type, tenantId, key, time, body, position, leaf: Buffer.from(leaf).toString("hex") };
}

function codes(events: readonly { body: unknown }[]): string[] {
  return events.map((event) => (event.body as { code: string }).code);
}

/** What every event log must do. Call it inside a test file with a factory of empty logs. */
export function eventLogContract(open: (t: TestContext) => Promise<EventLog>): void {
  describe("event log contract", () => {
    it("returns what was appended, exactly and in order", async (t) => {
      const log = await open(t);
      const events = [sample(1), sample(2), sample(3)];
      const positions = await log.append(events);
      const { events: read } = await log.read({});
      assert.deepEqual(
        read.map(({ type, tenantId, key, time, body }) => ({ type, tenantId, key, time, body })),
        events,
      );
      assert.deepEqual(
        read.map((event) => event.position),
        positions,
      );
      assert.equal(read[0]!.leaf.length, 32);
      assert.equal(await log.head(), positions.at(-1));
    });

    it("is empty at first", async (t) => {
      const log = await open(t);
      assert.equal(await log.head(), undefined);
      assert.deepEqual((await log.read({})).events, []);
      assert.deepEqual(await log.append([]), []);
    });

    it("pages forwards and backwards", async (t) => {
      const log = await open(t);
      await log.append(Array.from({ length: 7 }, (_, n) => sample(n)));
      const seen: string[] = [];
      let after: Cursor | undefined;
      for (;;) {
        const page = await log.read({ after, limit: 3 });
        seen.push(...codes(page.events));
        if (!page.next) break;
        after = page.next;
      }
      assert.deepEqual(seen, [
        "TEST_0",
        "TEST_1",
        "TEST_2",
        "TEST_3",
        "TEST_4",
        "TEST_5",
        "TEST_6",
      ]);
      const newest = await log.read({ before: "end", limit: 2 });
      assert.deepEqual(codes(newest.events), ["TEST_6", "TEST_5"]);
      const older = await log.read({ before: newest.next, limit: 2 });
      assert.deepEqual(codes(older.events), ["TEST_4", "TEST_3"]);
    });

    it("filters by tenant, type and key", async (t) => {
      const log = await open(t);
      await log.append([sample(1), sample(2, TENANT_B), sample(3, TENANT_A, "other")]);
      assert.deepEqual(codes((await log.read({ tenantId: TENANT_B })).events), ["TEST_2"]);
      assert.deepEqual(codes((await log.read({ key: "other" })).events), ["TEST_3"]);
      assert.deepEqual((await log.read({ types: ["uplink"] })).events, []);
      assert.equal((await log.read({ types: ["refusal", "uplink"] })).events.length, 3);
    });

    it("finds where a time lies, among events that are nearly in its order", async (t) => {
      const log = await open(t);
      assert.deepEqual(await log.around(clock.now()), { older: undefined, newer: undefined });
      const positions = await log.append([0, 10, 20, 20, 30, 29, 40].map((n) => sample(n)));
      const at = async (n: number): Promise<readonly number[]> => {
        const { older, newer } = await log.around(clock.now() + BigInt(n));
        return [older, newer].map((one) => positions.indexOf(one!));
      };
      assert.deepEqual(await Promise.all([-1, 0, 10, 11, 20, 21, 40, 41].map(at)), [
        [-1, 0],
        [-1, 0],
        [0, 1],
        [1, 2],
        [1, 2],
        [3, 4],
        [5, 6],
        [6, -1],
      ]);
    });

    it("gets events by position, in the order asked for", async (t) => {
      const log = await open(t);
      const positions = await log.append([sample(1), sample(2), sample(3)]);
      const got = await log.get([positions[2]!, positions[0]!]);
      assert.deepEqual(codes(got), ["TEST_3", "TEST_1"]);
    });

    it("tells a follower of new events what everybody reads later", async (t) => {
      const log = await open(t);
      const stop = new AbortController();
      const seen: StoredEvent[] = [];
      const following = (async () => {
        for await (const batch of log.follow(undefined, stop.signal)) {
          seen.push(...batch);
          if (seen.length >= 6) stop.abort();
        }
      })();
      await log.append([sample(1), sample(2)]);
      await log.append([sample(3, TENANT_B)]);
      await setTimeout(20);
      await log.append([sample(4), sample(5), sample(6)]);
      await following;
      const { events } = await log.read({});
      assert.deepEqual(seen.map(whole), events.map(whole));
    });

    it("lets a follower miss nothing while several writers append", async (t) => {
      const log = await open(t);
      await log.append([sample(0)]);
      const stop = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        for await (const batch of log.follow(undefined, stop.signal)) {
          seen.push(...codes(batch));
          if (seen.length === 301) stop.abort();
        }
      })();
      const writer = async (from: number): Promise<void> => {
        for (let n = 0; n < 100; n++) await log.append([sample(from + n)]);
      };
      await Promise.all([writer(1), writer(1001), writer(2001)]);
      await following;
      assert.equal(new Set(seen).size, 301);
      const inLog = await log.read({ limit: 1000 });
      assert.deepEqual(seen, codes(inLog.events));
    });

    it("erases what the devices said that it is told of, and nothing else", async (t) => {
      const log = await open(t);
      const at = (key: string) => ({ tenantId: TENANT_A, key, time: clock.now() });
      const uplink = (key: string) => newEvent("uplink", at(key), sampleUplink());
      await log.append([uplink("gone"), uplink("kept"), sample(1, TENANT_A, "gone")]);
      await log.erase(["gone", "nobody"]);
      const { events, damaged } = await log.read({});
      assert.deepEqual(damaged, []);
      assert.deepEqual(
        events.map(({ body }) => ("frmPayload" in body ? [body.frmPayload, body.sealed] : [])),
        [["", true], [sampleUplink().frmPayload, undefined], []],
      );
      await log.append([uplink("gone")]);
      const [newest] = (await log.read({ before: "end", limit: 1 })).events;
      assert.equal(
        (newest!.body as Uplink).sealed,
        undefined,
        "what comes later is another matter",
      );
    });
  });
}
