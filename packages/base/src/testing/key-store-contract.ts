import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { VirtualClock } from "../clock.ts";
import { type KeyId, type TenantId, newId } from "../id.ts";
import type { KeyStore, NewKey } from "../key-store.ts";
import { SeededRandom } from "../random.ts";

const clock = new VirtualClock();
const random = new SeededRandom(5);
const tenantId = newId<TenantId>(clock, random);

function sample(fields: Partial<NewKey> = {}): NewKey {
  const id = newId<KeyId>(clock, random);
  return { id, tenantId, kind: "app-key", secret: random.bytes(16), ...fields };
}

async function secretOf(store: KeyStore, { id }: NewKey): Promise<number[] | undefined> {
  const secret = (await store.get([id])).get(id);
  return secret && [...secret];
}

/** What every key store must do. Call it inside a test file with a factory of empty stores. */
export function keyStoreContract(open: (t: TestContext) => Promise<KeyStore>): void {
  describe("key store contract", () => {
    it("gives secrets back by id, of any kind and length", async (t) => {
      const store = await open(t);
      const keys = [
        sample(),
        sample({ kind: "integration", secret: random.bytes(1000) }),
        sample({ kind: "server", secret: new Uint8Array(0) }),
      ];
      await store.put(keys);
      const unknown = newId<KeyId>(clock, random);
      const found = await store.get([keys[2]!.id, unknown, keys[0]!.id, keys[1]!.id]);
      assert.equal(found.size, 3);
      for (const { id, secret } of keys) assert.deepEqual([...found.get(id)!], [...secret]);
      assert.equal((await store.get([])).size, 0);
    });

    it("refuses an id that is taken, and then stores none of the batch", async (t) => {
      const store = await open(t);
      const first = sample();
      await store.put([first]);
      const other = sample();
      await assert.rejects(store.put([other, sample({ id: first.id })]), { code: "KEY_EXISTS" });
      assert.equal(await secretOf(store, other), undefined);
      assert.deepEqual(await secretOf(store, first), [...first.secret]);
      await assert.rejects(store.put([other, other]), { code: "KEY_EXISTS" });
      assert.equal(await secretOf(store, other), undefined);
    });

    it("shares no memory with its callers", async (t) => {
      const store = await open(t);
      const key = sample();
      const expected = [...key.secret];
      await store.put([key]);
      key.secret.fill(0);
      (await store.get([key.id])).get(key.id)!.fill(1);
      assert.deepEqual(await secretOf(store, key), expected);
      const buffer = Buffer.from(expected);
      const other = sample({ secret: buffer });
      await store.put([other]);
      (await store.get([other.id])).get(other.id)!.fill(1);
      buffer.fill(0);
      assert.deepEqual(await secretOf(store, other), expected);
    });

    it("destroys what it is told to and nothing else", async (t) => {
      const store = await open(t);
      const [gone, kept] = [sample(), sample()];
      await store.put([gone, kept]);
      assert.deepEqual(await secretOf(store, gone), [...gone.secret]);
      await store.destroy([gone.id, newId<KeyId>(clock, random)]);
      assert.equal(await secretOf(store, gone), undefined);
      assert.deepEqual(await secretOf(store, kept), [...kept.secret]);
      await store.destroy([]);
    });

    it("takes and gives many at once", async (t) => {
      const store = await open(t);
      const keys = Array.from({ length: 2500 }, () => sample());
      await store.put(keys);
      const found = await store.get(keys.map(({ id }) => id));
      assert.equal(found.size, keys.length);
      for (const { id, secret } of keys) assert.deepEqual(found.get(id), secret);
    });
  });
}
