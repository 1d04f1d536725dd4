import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, describe, it } from "node:test";
import { type KeyId, type NewKey, type TenantId, newId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { keyStoreContract } from "@lorats/base/testing";
import { sealingKey } from "../../src/keys/seal.ts";
import { SqlKeyStore } from "../../src/keys/sql-key-store.ts";
import { emptyTables, openState } from "../support.ts";

const { db, file } = await openState({ after });
const KEK = sealingKey(systemRandom.bytes(32));

async function emptyStore(): Promise<SqlKeyStore> {
  await emptyTables(db);
  return (await SqlKeyStore.open(db, [KEK])).store;
}

function newKey(secret: Uint8Array = systemRandom.bytes(16)): NewKey {
  const tenantId = newId<TenantId>(systemClock, systemRandom);
  return { id: newId<KeyId>(systemClock, systemRandom), tenantId, kind: "app-key", secret };
}

async function storedBytes(id: KeyId): Promise<Buffer> {
  const select = db.build.selectFrom("keys").selectAll().where("id", "=", id);
  return Buffer.from((await select.executeTakeFirstOrThrow()).wrapped);
}

function filesHold(bytes: Buffer): boolean {
  return [file, `${file}-wal`].some((name) => readFileSync(name).includes(bytes));
}

keyStoreContract(emptyStore);

describe("key store in SQL", () => {
  it("keeps no secret in the clear, neither in the file nor in its log", async () => {
    const store = await emptyStore();
    const key = newKey(systemRandom.bytes(32));
    await store.put([key]);
    assert.ok(filesHold(await storedBytes(key.id)));
    assert.ok(!filesHold(Buffer.from(key.secret)));
  });

  it("leaves nothing of a destroyed key, not even wrapped", async () => {
    const store = await emptyStore();
    const keys = Array.from({ length: 50 }, () => newKey());
    await store.put(keys);
    const gone = keys[7]!.id;
    const wrapped = await storedBytes(gone);
    await store.get([gone]);
    await store.destroy([gone]);
    assert.ok(!filesHold(wrapped));
    assert.equal((await store.get([gone])).size, 0);
    assert.ok(filesHold(await storedBytes(keys[8]!.id)));
  });

  it("opens no key that was moved to another tenant, kind or id, or changed by one bit", async () => {
    const store = await emptyStore();
    const [key, other] = [newKey(), newKey()];
    const changes = [
      { tenant_id: other.tenantId },
      { kind: "gateway" },
      {
        wrapped: Buffer.from(
          (await put(store, key)).map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
        ),
      },
    ];
    for (const change of changes) {
      const before = await db.build.selectFrom("keys").selectAll().executeTakeFirstOrThrow();
      await db.build.updateTable("keys").set(change).where("id", "=", key.id).execute();
      const reopened = (await SqlKeyStore.open(db, [KEK])).store;
      await assert.rejects(reopened.get([key.id]), { code: "KEY_DAMAGED", blame: "dependency" });
      await db.build.updateTable("keys").set(before).where("id", "=", key.id).execute();
    }
    await db.build.updateTable("keys").set({ id: other.id }).where("id", "=", key.id).execute();
    await assert.rejects(store.get([other.id]), { code: "KEY_DAMAGED" });
  });

  it("refuses another key-encryption key at opening", async () => {
    const store = await emptyStore();
    await store.put([newKey()]);
    const wrong = sealingKey(systemRandom.bytes(32));
    await assert.rejects(SqlKeyStore.open(db, [wrong]), {
      code: "KEY_WRONG_KEK",
      blame: "dependency",
    });
    assert.equal((await SqlKeyStore.open(db, [wrong, KEK])).index, 1);
    assert.throws(() => sealingKey(new Uint8Array(16)), { code: "KEY_BAD_KEK" });
  });

  it("changes the key-encryption key while keys are read and written", async () => {
    const store = await emptyStore();
    const first = Array.from({ length: 300 }, () => newKey());
    await store.put(first);
    const wrappedBefore = await storedBytes(first[0]!.id);
    const next = sealingKey(systemRandom.bytes(32));
    const more = Array.from({ length: 40 }, () => newKey());
    const busy = more.map(async (key, i) => {
      await new Promise((resolve) => setTimeout(resolve, i % 10));
      await store.put([key]);
      assert.equal((await store.get([key.id, first[i]!.id])).size, 2);
    });
    await Promise.all([store.rewrap(next), ...busy]);
    assert.ok(!filesHold(wrappedBefore));
    await assert.rejects(SqlKeyStore.open(db, [KEK]), { code: "KEY_WRONG_KEK" });
    const { store: reopened } = await SqlKeyStore.open(db, [next]);
    const all = [...first, ...more];
    const found = await reopened.get(all.map(({ id }) => id));
    for (const { id, secret } of all) assert.deepEqual(found.get(id), secret);
  });

  it("shows no secret when it is printed", async () => {
    const store = await emptyStore();
    const key = newKey();
    await store.put([key]);
    await store.get([key.id]);
    const { inspect } = await import("node:util");
    const printed = inspect({ store, KEK }, { depth: 10, showHidden: true });
    assert.ok(!printed.includes(Buffer.from(key.secret).toString("hex")));
    assert.ok(!/[0-9a-f]{32}/.test(printed));
  });
});

async function put(store: SqlKeyStore, key: NewKey): Promise<Buffer> {
  await store.put([key]);
  return storedBytes(key.id);
}
