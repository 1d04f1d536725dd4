import assert from "node:assert/strict";
import { it } from "node:test";
import {
  type Cursor,
  MemoryEventLog,
  type NewEvent,
  type ReadQuery,
  type StoredEvent,
  newEvent,
} from "@lorats/events";
import fc from "fast-check";
import { STRETCH_BITS } from "../../src/sqlite/log-schema.ts";
import { OTHER_TENANT, TENANT, numbered, openLog } from "../support.ts";

const TENANTS = [TENANT, OTHER_TENANT];

/** Enough events that searches cross from one stretch of the index into the next. */
const COUNT = 2 ** STRETCH_BITS + 400;

/** Away from the border between the stretches nearly all is of one kind, so that searches have to skip far. */
function event(n: number): NewEvent {
  const isNearBorder = Math.abs(n - 2 ** STRETCH_BITS) < 300 || n < 40;
  if (!isNearBorder) return numbered(n, { key: "k0" });
  const refusal = numbered(n, { tenantId: TENANTS[n % 2]!, key: `k${n % 5}` });
  if (n % 3 > 0) return refusal;
  const at = "2026-01-01T00:00:00.000000000Z";
  const { tenantId, key, time } = refusal;
  const body = { at, actor: "system", action: "update", kind: "", id: `${n}` } as const;
  return newEvent("change", { tenantId, key, time }, body);
}

function identify({ body }: StoredEvent): string {
  return "code" in body ? body.code : (body as { id: string }).id;
}

it("finds exactly what the log in memory finds, page by page", async (t) => {
  const { log } = await openLog(t);
  const all = Array.from({ length: COUNT }, (_, n) => event(n));
  const model = new MemoryEventLog();
  await Promise.all([log.append(all), model.append(all)]);
  const query = fc.record({
    start: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: COUNT - 800, max: COUNT })),
    isBackwards: fc.boolean(),
    tenantId: fc.constantFrom(undefined, ...TENANTS),
    key: fc.constantFrom(undefined, "k0", "k1", "k4", "nobody"),
    types: fc.constantFrom(
      undefined,
      ["refusal"] as const,
      ["uplink", "change"] as const,
      ["change", "refusal"] as const,
    ),
    limit: fc.integer({ min: 1, max: 300 }),
  });
  await fc.assert(
    fc.asyncProperty(query, async ({ start, isBackwards, ...filter }) => {
      const side = isBackwards ? "before" : "after";
      const from = (cursor: string): ReadQuery => ({ ...filter, [side]: cursor });
      const at = start === 0 ? 1 : start;
      const ours = await log.read(from(`p${at.toString(36)}`));
      const theirs = await model.read(from(String(at) as Cursor));
      assert.deepEqual(ours.events.map(identify), theirs.events.map(identify));
      assert.equal(ours.next === undefined, theirs.next === undefined);
    }),
    { numRuns: 150 },
  );
});
