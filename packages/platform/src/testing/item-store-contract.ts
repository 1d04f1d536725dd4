import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import type { Item, ItemStore } from "../item-store.ts";
import { nextId, present, T0, TENANT_A, TENANT_B } from "./samples.ts";

interface Sample extends Item {
  readonly name: string;
  readonly nested: Readonly<Record<string, unknown>>;
  readonly optional?: string | undefined;
}

function sample(change: Partial<Sample> = {}): Sample {
  return {
    id: nextId(),
    tenantId: TENANT_A,
    name: "Zoë Ω",
    nested: { list: [null, 1.5, { a: true }] },
    optional: "there",
    createdAt: T0,
    version: 1,
    ...change,
  };
}

/** What every item store must do. */
export function itemStoreContract(
  open: (t: TestContext) => Promise<ItemStore<Item & { name: string }>>,
): void {
  const opened = open as unknown as (t: TestContext) => Promise<ItemStore<Sample>>;
  describe("item store contract", () => {
    it("returns items as they were stored, and all or none of a batch", async (t) => {
      const store = await opened(t);
      const full = sample();
      const bare = sample({ optional: undefined });
      await store.create([full, bare]);
      const got = await store.get([bare.id, nextId(), full.id]);
      assert.deepEqual(got.map(present), [present(bare), present(full)]);
      const other = sample();
      await assert.rejects(store.create([other, full]), { code: "ITEM_EXISTS" });
      await assert.rejects(store.create([other, other]), { code: "ITEM_EXISTS" });
      assert.deepEqual(await store.get([other.id]), []);
    });

    it("changes one only on the version it was read at", async (t) => {
      const store = await opened(t);
      const one = sample();
      await store.create([one]);
      assert.equal((await store.update({ ...one, name: "new" })).version, 2);
      assert.equal((await store.get([one.id]))[0]?.name, "new");
      await assert.rejects(store.update(one), { code: "ITEM_CHANGED" });
      await assert.rejects(store.update(sample()), { code: "ITEM_UNKNOWN" });
    });

    it("lists one tenant's, or all, page by page, and forgets what is deleted", async (t) => {
      const store = await opened(t);
      const ours = [sample(), sample()];
      await store.create([...ours, sample({ tenantId: TENANT_B })]);
      const first = await store.list({ tenantId: TENANT_A, limit: 1 });
      const second = await store.list({ tenantId: TENANT_A, limit: 1, after: first.next });
      assert.deepEqual([...first.items, ...second.items].map(present), ours.map(present));
      assert.equal(second.next, undefined);
      await store.delete([ours[0]!.id, nextId()]);
      assert.equal((await store.list({})).items.length, 2);
    });
  });
}
