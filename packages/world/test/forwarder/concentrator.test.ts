import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConcentratorClock } from "../../src/forwarder/concentrator-clock.ts";
import { TransmitQueue } from "../../src/forwarder/transmit-queue.ts";

const MS = 1_000_000n;

describe("concentrator counter", () => {
  it("wraps after 2^32 µs and finds the moment of a reading on either side", () => {
    const clock = new ConcentratorClock(0n, 0xffff_ff00, 0);
    assert.equal(clock.counterUs(0n), 0xffff_ff00);
    assert.equal(clock.counterUs(1_000_000n), 744);
    assert.equal(clock.momentOf(744, 0n), 1_000_000n);
    assert.equal(clock.momentOf(0xffff_ff00, 1_000_000n), 0n);
  });

  it("runs fast or slow by its oscillator's error", () => {
    const clock = new ConcentratorClock(0n, 0, 10);
    assert.equal(clock.counterUs(100_000_000_000n), 100_001_000);
    assert.equal(clock.momentOf(100_001_000, 0n), 100_000_000_000n);
  });
});

describe("transmit queue", () => {
  const slot = (startMs: bigint, ms = 50n): { startNs: bigint; endNs: bigint } => ({
    startNs: startMs * MS,
    endNs: (startMs + ms) * MS,
  });

  it("refuses what comes too late, too early or on top of another frame", () => {
    const queue = new TransmitQueue();
    assert.equal(queue.offer(slot(42n), 0n), "TOO_LATE");
    assert.equal(queue.offer(slot(1000n), 0n), "OK");
    assert.equal(queue.offer(slot(1020n), 0n), "COLLISION_PACKET");
    assert.equal(queue.offer(slot(1050n), 0n), "OK");
    assert.equal(queue.offer(slot(513_000n), 0n), "TOO_EARLY");
  });

  it("knows when the radio is busy sending", () => {
    const queue = new TransmitQueue();
    queue.offer(slot(1000n), 0n);
    assert.ok(queue.isSending(1049n * MS, 1100n * MS));
    assert.ok(!queue.isSending(1050n * MS, 1100n * MS));
  });
});
