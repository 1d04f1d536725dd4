import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Cursor } from "@lorats/events";
import type { Alarm } from "../alarms/alarm.ts";
import type { AlarmStore } from "../alarms/alarm-store.ts";
import { nextId, present, T0, TENANT_A, TENANT_B } from "./samples.ts";

export function sampleAlarm(change: Partial<Alarm> = {}): Alarm {
  return {
    id: nextId(),
    tenantId: TENANT_A,
    code: "device-silent",
    subject: { kind: "device", id: nextId() },
    state: "open",
    severity: "warning",
    message: "Zoë Ω is silent",
    details: { forS: 3600.5 },
    number: 1,
    count: 2,
    raisedAt: T0,
    lastRaisedAt: T0 + 1n,
    openedAt: T0 + 2n,
    ...change,
  };
}

/** What every alarm store must do. */
export function alarmStoreContract(open: (t: TestContext) => Promise<AlarmStore>): void {
  describe("alarm store contract", () => {
    it("keeps alarms as they were saved, and how far the log was read", async (t) => {
      const store = await open(t);
      assert.equal(await store.reached(), undefined);
      const full = sampleAlarm({ endingAt: T0, snoozedUntil: T0, acknowledgedAt: T0, note: "n" });
      const bare = sampleAlarm({ details: undefined, openedAt: undefined, state: "pending" });
      await store.save({ alarms: [full, bare], deleted: [], reached: "7" as Cursor });
      assert.deepEqual((await store.get([bare.id, nextId(), full.id])).map(present), [
        present(bare),
        present(full),
      ]);
      assert.equal(await store.reached(), "7");
      await store.save({ alarms: [{ ...full, count: 9 }], deleted: [bare.id] });
      assert.deepEqual(
        (await store.get([full.id, bare.id])).map(({ count }) => count),
        [9],
      );
      assert.equal(await store.reached(), "7");
    });

    it("tells which ones are not over", async (t) => {
      const store = await open(t);
      const states = ["pending", "open", "acknowledged", "cleared"] as const;
      await store.save({ alarms: states.map((state) => sampleAlarm({ state })), deleted: [] });
      const active = (await store.active()).map(({ state }) => state);
      assert.deepEqual(active.toSorted(), ["acknowledged", "open", "pending"]);
    });

    it("lists the newest first, filtered, page by page", async (t) => {
      const store = await open(t);
      const old = sampleAlarm({ state: "cleared", severity: "info", clearedAt: T0 });
      const pending = sampleAlarm({ state: "pending" });
      const mine = sampleAlarm({ code: "bias-step", severity: "critical" });
      const theirs = sampleAlarm({ tenantId: TENANT_B });
      await store.save({ alarms: [old, pending, mine, theirs], deleted: [] });
      const ids = async (query: Parameters<AlarmStore["list"]>[0]): Promise<string[]> =>
        (await store.list(query)).items.map(({ id }) => id);
      assert.deepEqual(await ids({ tenantId: TENANT_A }), [mine.id, old.id]);
      assert.deepEqual(await ids({}), [theirs.id, mine.id, old.id]);
      assert.deepEqual(await ids({ states: ["cleared"] }), [old.id]);
      assert.deepEqual(await ids({ severities: ["critical"] }), [mine.id]);
      assert.deepEqual(await ids({ code: "bias-step" }), [mine.id]);
      assert.deepEqual(await ids({ subject: mine.subject }), [mine.id]);
      assert.deepEqual(await ids({ subject: { kind: "gateway" } }), []);
      const first = await store.list({ limit: 2 });
      assert.deepEqual((await store.list({ limit: 2, after: first.next })).items.length, 1);
    });
  });
}
