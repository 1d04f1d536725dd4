import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Cursor } from "@lorats/events";
import { hourOf, NO_USAGE, WHOLE_TENANT, type UsageHour, type UsageStore } from "../usage/usage.ts";
import { T0, TENANT_A, TENANT_B } from "./samples.ts";

const HOUR = hourOf(T0);
const NEXT = HOUR + 3_600_000_000_000n;

function used(change: Partial<UsageHour>): UsageHour {
  return { ...NO_USAGE, tenantId: TENANT_A, subject: WHOLE_TENANT, hour: HOUR, ...change };
}

/** What every usage store must do. */
export function usageStoreContract(open: (t: TestContext) => Promise<UsageStore>): void {
  describe("usage store contract", () => {
    const everything = { tenantId: TENANT_A, from: 0n, to: NEXT + 1n, limit: 100 };

    it("adds up by tenant, subject and hour", async (t) => {
      const store = await open(t);
      await store.add([
        used({ calls: 2, bytes: 3 * 2 ** 40 }),
        used({ subject: "key:a", calls: 1 }),
      ]);
      await store.add([used({ calls: 5, eventsIn: 7 }), used({ hour: NEXT, refusals: 1 })]);
      await store.add([used({ tenantId: TENANT_B, calls: 100 })]);
      assert.deepEqual(await store.query(everything), [
        used({ subject: "key:a", calls: 1 }),
        used({ calls: 7, bytes: 3 * 2 ** 40, eventsIn: 7 }),
        used({ hour: NEXT, refusals: 1 }),
      ]);
      assert.deepEqual(await store.query({ ...everything, subject: "key:a", limit: 1 }), [
        used({ subject: "key:a", calls: 1 }),
      ]);
      assert.deepEqual(await store.query({ ...everything, to: HOUR }), []);
      assert.deepEqual(await store.query({ ...everything, from: HOUR + 1n, to: NEXT }), []);
    });

    it("keeps a cursor with what was counted up to it", async (t) => {
      const store = await open(t);
      assert.equal(await store.cursor(), undefined);
      await store.add([used({ eventsIn: 1, stored: 10 })], "p1" as Cursor);
      await store.add([used({ calls: 1 })]);
      assert.equal(await store.cursor(), "p1");
      await store.add([], "p2" as Cursor);
      assert.equal(await store.cursor(), "p2");
    });

    it("sums up tenants, without their subjects", async (t) => {
      const store = await open(t);
      await store.add([
        used({ stored: 10, calls: 3 }),
        used({ stored: 5, calls: 4, hour: NEXT }),
        used({ subject: "key:a", calls: 4, hour: NEXT }),
        used({ tenantId: TENANT_B, stored: 1 }),
      ]);
      const totals = await store.totals(NEXT);
      assert.deepEqual(totals.get(TENANT_A), {
        stored: 15,
        hour: { ...NO_USAGE, stored: 5, calls: 4 },
      });
      assert.deepEqual(totals.get(TENANT_B), { stored: 1, hour: NO_USAGE });
    });
  });
}
