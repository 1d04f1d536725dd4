import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { TrustRow, TrustStore } from "../ports/trust-store.ts";

const tenantId = "0197f000-0000-7000-8000-0000000000aa" as TenantId;

function row(n: number, fields: Partial<TrustRow> = {}): TrustRow {
  const id = `0197f000-0000-7000-8000-00000000000${n}`;
  return { kind: "device", id, tenantId, state: Uint8Array.of(0, n, 0x80, 0xff), ...fields };
}

function plain(rows: Iterable<TrustRow>): unknown[] {
  return Array.from(rows, ({ kind, id, state, dueAtMs }) => ({
    kind,
    id,
    state: [...state],
    dueAtMs: dueAtMs ?? null,
  }));
}

/** What every trust store must do. Call it with a factory of empty stores. */
export function trustStoreContract(open: (t: TestContext) => Promise<TrustStore>): void {
  describe("trust store contract", () => {
    it("returns what was saved last, devices and gateways apart", async (t) => {
      const store = await open(t);
      await store.save([row(1), row(1, { kind: "gateway", state: Uint8Array.of(7) })], {});
      const newer = row(1, { state: Uint8Array.of(9), dueAtMs: 5 });
      await store.save([newer], {});
      const ids = [row(1).id, row(2).id];
      assert.deepEqual(plain((await store.load("device", ids)).values()), plain([newer]));
      const gateways = await store.load("gateway", ids);
      assert.deepEqual(
        Array.from(gateways.values(), ({ state }) => [...state]),
        [[7]],
      );
      assert.equal((await store.load("device", [])).size, 0);
      assert.deepEqual(plain(await store.all("device")), plain([newer]));
    });

    it("keeps the positions that the rows reflect, each until the next", async (t) => {
      const store = await open(t);
      assert.deepEqual(await store.positions(), {});
      await store.save([], { frames: "17" as Cursor });
      await store.save([row(1)], { others: "18" as Cursor });
      await store.save([row(2)], { frames: "20" as Cursor });
      assert.deepEqual(await store.positions(), { frames: "20", others: "18" });
    });

    it("finds who is overdue, the longest first", async (t) => {
      const store = await open(t);
      const late = row(1, { dueAtMs: 2_000 });
      const later = row(2, { dueAtMs: 1_000 });
      await store.save([late, later, row(3, { dueAtMs: 9_000 }), row(4)], {});
      assert.deepEqual(plain(await store.overdue(5_000, 10)), plain([later, late]));
      assert.deepEqual(plain(await store.overdue(5_000, 1)), plain([later]));
      await store.save([{ ...later, dueAtMs: undefined }], {});
      assert.deepEqual(plain(await store.overdue(5_000, 10)), plain([late]));
    });

    it("deletes, and forgets everything", async (t) => {
      const store = await open(t);
      await store.save([row(1), row(2), row(1, { kind: "gateway" })], { frames: "3" as Cursor });
      await store.delete("device", [row(1).id]);
      const ids = [row(1).id, row(2).id];
      assert.deepEqual([...(await store.load("device", ids)).keys()], [row(2).id]);
      assert.equal((await store.load("gateway", ids)).size, 1);
      await store.clear();
      assert.equal((await store.load("device", ids)).size, 0);
      assert.deepEqual(await store.positions(), {});
    });
  });
}
