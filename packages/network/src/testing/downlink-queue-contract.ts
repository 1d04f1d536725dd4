import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { type DeviceId, SeededRandom, type TenantId, VirtualClock } from "@lorats/base";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import { Samples } from "./samples.ts";

const clock = new VirtualClock();
const samples = new Samples(clock, new SeededRandom(12));
const tenantId = samples.id<TenantId>();

function item(deviceId: DeviceId, fields: Partial<QueueItem> = {}): QueueItem {
  return {
    id: samples.id(),
    tenantId,
    deviceId,
    fPort: 10,
    payload: Uint8Array.of(0, 0xff),
    confirmed: false,
    createdAt: clock.now() + 123_456_789n,
    attemptsLeft: 1,
    ...fields,
  };
}

async function waiting(queue: DownlinkQueue, deviceId: DeviceId, limit = 100): Promise<string[]> {
  const items = (await queue.peek([deviceId], limit)).get(deviceId) ?? [];
  return items.map(({ id }) => id);
}

/** What every downlink queue must do. Call it with a factory of empty queues. */
export function downlinkQueueContract(open: (t: TestContext) => Promise<DownlinkQueue>): void {
  describe("downlink queue contract", () => {
    it("knows for which devices something waits", async (t) => {
      const queue = await open(t);
      assert.deepEqual(await queue.waiting(), []);
      const [one, other] = [samples.id<DeviceId>(), samples.id<DeviceId>()];
      const only = item(other);
      await queue.add([item(one), item(one), only]);
      assert.deepEqual(new Set(await queue.waiting()), new Set([one, other]));
      await queue.remove([only.id]);
      assert.deepEqual(await queue.waiting(), [one]);
    });

    it("gives back items as they were added", async (t) => {
      const queue = await open(t);
      const device = samples.id<DeviceId>();
      const full = item(device, {
        confirmed: true,
        expiresAt: clock.now() + 1n,
        attemptsLeft: 3,
        pendingFCnt: 0xffff_ffff,
        pendingUntil: clock.now() + 2n,
      });
      await queue.add([full, item(device)]);
      const [stored] = (await queue.peek([device], 1)).get(device)!;
      assert.deepEqual(
        { ...stored, payload: [...stored!.payload] },
        {
          ...full,
          payload: [...full.payload],
        },
      );
    });

    it("keeps the order of each device", async (t) => {
      const queue = await open(t);
      const [one, two] = [samples.id<DeviceId>(), samples.id<DeviceId>()];
      const items = [item(one), item(two), item(one), item(two), item(one)];
      await queue.add(items.slice(0, 3));
      await queue.add(items.slice(3));
      assert.deepEqual(await waiting(queue, one), [items[0]!.id, items[2]!.id, items[4]!.id]);
      assert.deepEqual(await waiting(queue, two, 1), [items[1]!.id]);
      assert.equal((await queue.peek([samples.id<DeviceId>()], 1)).size, 0);
    });

    it("updates in place and passes over what is gone", async (t) => {
      const queue = await open(t);
      const device = samples.id<DeviceId>();
      const [first, second] = [item(device), item(device)];
      await queue.add([first, second]);
      await queue.update([{ ...first, attemptsLeft: 0, pendingFCnt: 7 }, item(device)]);
      assert.deepEqual(await waiting(queue, device), [first.id, second.id]);
      const [stored] = (await queue.peek([device], 1)).get(device)!;
      assert.equal(stored!.pendingFCnt, 7);
      await queue.update([first]);
      const [again] = (await queue.peek([device], 1)).get(device)!;
      assert.equal(again!.pendingFCnt, undefined);
    });

    it("removes", async (t) => {
      const queue = await open(t);
      const device = samples.id<DeviceId>();
      const [first, second] = [item(device), item(device)];
      await queue.add([first, second]);
      await queue.remove([first.id, samples.id()]);
      assert.deepEqual(await waiting(queue, device), [second.id]);
      await queue.remove([second.id]);
      assert.equal((await queue.peek([device], 1)).size, 0);
    });

    it("flushes whole devices and says what it threw away", async (t) => {
      const queue = await open(t);
      const [one, two] = [samples.id<DeviceId>(), samples.id<DeviceId>()];
      const items = [item(one), item(two), item(one)];
      await queue.add(items);
      const flushed = await queue.flush([one]);
      assert.deepEqual(
        flushed.map(({ id }) => id),
        [items[0]!.id, items[2]!.id],
      );
      assert.deepEqual(await waiting(queue, one), []);
      assert.deepEqual(await waiting(queue, two), [items[1]!.id]);
    });

    it("refuses an id that is taken, and then adds nothing", async (t) => {
      const queue = await open(t);
      const device = samples.id<DeviceId>();
      const first = item(device);
      await queue.add([first]);
      await assert.rejects(queue.add([item(device), first]), { code: "NS_QUEUE_DUPLICATE" });
      assert.deepEqual(await waiting(queue, device), [first.id]);
    });

    it("holds 1,000 items a device and no more", async (t) => {
      const queue = await open(t);
      const device = samples.id<DeviceId>();
      await queue.add(Array.from({ length: 999 }, () => item(device)));
      const two = [item(device), item(device)];
      await assert.rejects(queue.add(two), { code: "NS_QUEUE_FULL" });
      assert.equal((await waiting(queue, device, 2000)).length, 999);
      await queue.add(two.slice(1));
    });
  });
}
