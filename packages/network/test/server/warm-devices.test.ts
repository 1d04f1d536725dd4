import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DeviceId, type TenantId, UnavailableError } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { MemorySessionStore, type SessionRow } from "@lorats/network";
import { NEW_DEVICE } from "../../src/device/state.ts";
import { WarmDevices } from "../../src/server/warm-devices.ts";

const TENANT = "tenant" as TenantId;
const AT = "1" as Cursor;

/** Writes when told to. */
class SlowStore extends MemorySessionStore {
  readonly sizes: number[] = [];
  readonly held: { readonly go: () => void; readonly fail: (error: Error) => void }[] = [];

  override async save(rows: readonly SessionRow[]): Promise<readonly DeviceId[]> {
    this.sizes.push(rows.length);
    await new Promise<void>((go, fail) => this.held.push({ go, fail }));
    return await super.save(rows);
  }

  async next(): Promise<SlowStore["held"][number]> {
    while (this.held.length === 0) await new Promise(setImmediate);
    return this.held.shift()!;
  }
}

function warm(store: SlowStore, capacity: number): WarmDevices {
  return new WarmDevices(store, capacity, {
    rebuild: () => Promise.reject(new Error("no log")),
    damaged: (error) => {
      throw error;
    },
  });
}

function put(devices: WarmDevices, count: number, joinNonce: number): DeviceId[] {
  const ids = Array.from({ length: count }, (_, n) => `device ${n}` as DeviceId);
  for (const [n, id] of ids.entries()) {
    devices.put(id, TENANT, { ...NEW_DEVICE, joinNonce }, AT, n === 0 ? 7 : undefined);
  }
  return ids;
}

describe("devices in memory", () => {
  it("are written piece by piece, and what rests on them is settled with the last", async () => {
    const store = new SlowStore();
    const devices = warm(store, 1000);
    const ids = put(devices, 300, 2);
    let settled: readonly number[] = [];
    const saved = devices.save((tickets) => (settled = tickets));
    for (let piece = 0; piece < 3; piece++) {
      const { go } = await store.next();
      assert.deepEqual(settled, []);
      go();
    }
    await saved;
    assert.equal(Math.max(...store.sizes) < ids.length, true);
    assert.deepEqual(settled, [7]);
    assert.equal((await store.byDevice(ids)).size, ids.length);
  });

  it("are all written again when a piece of them could not be", async () => {
    const store = new SlowStore();
    const devices = warm(store, 1000);
    const ids = put(devices, 300, 2);
    let settled: readonly number[] = [];
    const saved = devices.save((tickets) => (settled = tickets));
    (await store.next()).go();
    (await store.next()).fail(new UnavailableError("STORE_BUSY", "not now"));
    await assert.rejects(saved, { code: "STORE_BUSY" });
    assert.equal(devices.dirtyCount, ids.length);
    const again = devices.save((tickets) => (settled = tickets));
    for (let piece = 0; piece < 3; piece++) (await store.next()).go();
    await again;
    assert.deepEqual(settled, [7]);
    assert.equal((await store.byDevice(ids)).size, ids.length);
  });

  it("stay in memory until they are written: the stored row is older", async () => {
    const store = new SlowStore();
    const devices = warm(store, 1);
    const [first] = put(devices, 2, 5);
    const saved = devices.save(() => {});
    const { go } = await store.next();
    devices.evict();
    await devices.loadDevices([first!]);
    assert.equal(devices.state(first!).joinNonce, 5);
    go();
    await saved;
    devices.evict();
    assert.equal(devices.size, 1);
  });
});
