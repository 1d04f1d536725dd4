import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  type DevAddr,
  type DeviceId,
  SeededRandom,
  type TenantId,
  VirtualClock,
} from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { SessionRow, SessionStore } from "../ports/session-store.ts";
import { Samples } from "./samples.ts";

const samples = new Samples(new VirtualClock(), new SeededRandom(11));
const tenantId = samples.id<TenantId>();
const A = "26011001" as DevAddr;
const B = "26011002" as DevAddr;

function row(devAddrs: readonly DevAddr[], fields: Partial<SessionRow> = {}): SessionRow {
  return {
    deviceId: samples.id<DeviceId>(),
    tenantId,
    devAddrs,
    version: 0,
    position: "1" as Cursor,
    state: Uint8Array.of(0, 1, 0x7f, 0x80, 0xff),
    ...fields,
  };
}

async function at(store: SessionStore, addr: DevAddr): Promise<Set<DeviceId>> {
  const rows = (await store.byDevAddr([addr])).get(addr) ?? [];
  return new Set(rows.map(({ deviceId }) => deviceId));
}

/** What every session store must do. Call it with a factory of empty stores. */
export function sessionStoreContract(open: (t: TestContext) => Promise<SessionStore>): void {
  describe("session store contract", () => {
    it("returns what was saved, by device and by address, one version on", async (t) => {
      const store = await open(t);
      const saved = row([A, B]);
      assert.deepEqual(await store.save([saved]), []);
      const stored = (await store.byDevice([saved.deviceId])).get(saved.deviceId)!;
      assert.deepEqual(
        { ...stored, state: [...stored.state] },
        {
          ...saved,
          version: 1,
          state: [...saved.state],
        },
      );
      assert.deepEqual(await at(store, A), new Set([saved.deviceId]));
      assert.deepEqual(await at(store, B), new Set([saved.deviceId]));
    });

    it("leaves unknown devices and addresses out", async (t) => {
      const store = await open(t);
      assert.equal((await store.byDevAddr([A])).size, 0);
      assert.equal((await store.byDevice([samples.id<DeviceId>()])).size, 0);
      assert.equal((await store.byDevAddr([])).size, 0);
      assert.deepEqual(await store.save([]), []);
    });

    it("keeps several devices on one address apart", async (t) => {
      const store = await open(t);
      const one = row([A]);
      const two = row([A]);
      await store.save([one, two]);
      assert.deepEqual(await at(store, A), new Set([one.deviceId, two.deviceId]));
    });

    it("moves a device to its new addresses", async (t) => {
      const store = await open(t);
      const first = row([A]);
      await store.save([first]);
      await store.save([{ ...first, version: 1, devAddrs: [B] }]);
      assert.deepEqual(await at(store, A), new Set());
      assert.deepEqual(await at(store, B), new Set([first.deviceId]));
      await store.save([{ ...first, version: 2, devAddrs: [] }]);
      assert.deepEqual(await at(store, B), new Set());
      assert.equal((await store.byDevice([first.deviceId])).get(first.deviceId)?.version, 3);
    });

    it("refuses a stale row and saves the others", async (t) => {
      const store = await open(t);
      const stale = row([A]);
      const fresh = row([B]);
      await store.save([stale]);
      const late = { ...stale, state: Uint8Array.of(9) };
      assert.deepEqual(await store.save([late, fresh]), [stale.deviceId]);
      const kept = (await store.byDevice([stale.deviceId])).get(stale.deviceId)!;
      assert.deepEqual([...kept.state], [...stale.state]);
      assert.deepEqual(await at(store, B), new Set([fresh.deviceId]));
    });

    it("refuses a row that claims to exist and does not", async (t) => {
      const store = await open(t);
      const ghost = row([A], { version: 3 });
      assert.deepEqual(await store.save([ghost]), [ghost.deviceId]);
      assert.deepEqual(await at(store, A), new Set());
    });

    it("deletes", async (t) => {
      const store = await open(t);
      const gone = row([A]);
      await store.save([gone]);
      await store.delete([gone.deviceId, samples.id<DeviceId>()]);
      assert.deepEqual(await at(store, A), new Set());
      assert.equal((await store.byDevice([gone.deviceId])).size, 0);
    });

    it("keeps a checkpoint", async (t) => {
      const store = await open(t);
      assert.equal(await store.checkpoint(), undefined);
      await store.setCheckpoint("17" as Cursor);
      await store.setCheckpoint("18" as Cursor);
      assert.equal(await store.checkpoint(), "18");
    });
  });
}
