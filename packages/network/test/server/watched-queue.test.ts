import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DeviceId, SeededRandom, type TenantId, VirtualClock } from "@lorats/base";
import { type DownlinkQueue, MemoryDownlinkQueue, type QueueItem } from "@lorats/network";
import { Samples, downlinkQueueContract } from "@lorats/network/testing";
import { WatchedQueue } from "../../src/server/watched-queue.ts";

const clock = new VirtualClock();
const samples = new Samples(clock, new SeededRandom(31));
const tenantId = samples.id<TenantId>();

function item(deviceId: DeviceId): QueueItem {
  return {
    id: samples.id(),
    tenantId,
    deviceId,
    fPort: 10,
    payload: Uint8Array.of(1),
    confirmed: false,
    createdAt: clock.now(),
    attemptsLeft: 1,
  };
}

/** A queue whose looks are counted, and can be held up. */
class SlowQueue extends MemoryDownlinkQueue {
  looks = 0;
  answered: Promise<void> = Promise.resolve();

  override async peek(...of: Parameters<DownlinkQueue["peek"]>): ReturnType<DownlinkQueue["peek"]> {
    this.looks += of[0].length;
    const found = await super.peek(...of);
    await this.answered;
    return found;
  }
}

downlinkQueueContract(async () => new WatchedQueue(new MemoryDownlinkQueue()));
downlinkQueueContract(async () => {
  const queue = new WatchedQueue(new MemoryDownlinkQueue());
  await queue.waiting();
  return queue;
});

describe("a watched queue", () => {
  it("looks up nothing for devices without messages, and everything that waited before", async () => {
    const inner = new SlowQueue();
    const [one, other] = [samples.id<DeviceId>(), samples.id<DeviceId>()];
    const before = item(one);
    await inner.add([before]);
    const queue = new WatchedQueue(inner);
    await queue.waiting();
    assert.equal((await queue.peek([one, other], 4)).get(one)?.[0]?.id, before.id);
    assert.equal(inner.looks, 1);
    await queue.remove([before.id]);
    assert.equal((await queue.peek([one], 4)).size, 0);
    assert.equal((await queue.peek([one], 4)).size, 0);
    assert.equal(inner.looks, 2, "what was found empty is not asked for again");
  });

  it("finds a message that came while it looked", async () => {
    const inner = new SlowQueue();
    const queue = new WatchedQueue(inner);
    await queue.waiting();
    const device = samples.id<DeviceId>();
    const first = item(device);
    await queue.add([first]);
    await queue.remove([first.id]);
    const { promise, resolve } = Promise.withResolvers<void>();
    inner.answered = promise;
    const looking = queue.peek([device], 4);
    const second = item(device);
    await queue.add([second]);
    resolve();
    await looking;
    assert.equal((await queue.peek([device], 4)).get(device)?.[0]?.id, second.id);
  });
});
