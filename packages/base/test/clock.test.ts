import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Clock,
  NS_PER_MS,
  SeededRandom,
  VirtualClock,
  dateAt,
  uniformInt,
} from "@lorats/base";
import fc from "fast-check";

test("stands still until it is moved, and moves date and monotonic time together", () => {
  const clock = new VirtualClock(1_000n);
  assert.equal(clock.now(), 1_000n);
  clock.advance(1.5);
  assert.equal(clock.now(), 1_501_000n);
  assert.equal(clock.monotonic(), 1_500_000n);
});

test("a jump of the date, either way, moves no timer", () => {
  const clock = new VirtualClock();
  const start = clock.now();
  let fired = false;
  clock.after(10, () => (fired = true));
  clock.jump(-3_600_000);
  clock.jump(60_000);
  assert.equal(clock.now(), start - 3_540_000n * NS_PER_MS);
  assert.equal(clock.monotonic(), 0n);
  clock.advance(9.999);
  assert.equal(fired, false);
  clock.advance(0.001);
  assert.equal(fired, true);
});

test("timers fire in the order of their times, at their own time, and those of one time as they were made", () => {
  const clock = new VirtualClock();
  const log: string[] = [];
  const note = (name: string) => () => void log.push(`${name}@${clock.monotonic() / NS_PER_MS}`);
  clock.after(20, note("c"));
  clock.after(10, note("a"));
  clock.after(10, note("b"));
  clock.after(-5, note("at once"));
  clock.after(31, note("never"));
  clock.advance(30);
  assert.deepEqual(log, ["at once@0", "a@10", "b@10", "c@20"]);
  assert.equal(clock.monotonic(), 30n * NS_PER_MS);
});

test("a timer that is cancelled does not fire; cancelling again, or too late, does no harm", () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const cancels = [1, 2, 3].map((n) => clock.after(10, () => void fired.push(n)));
  cancels[1]!();
  cancels[1]!();
  clock.advance(10);
  cancels[0]!();
  clock.advance(10);
  assert.deepEqual(fired, [1, 3]);
});

test("a timer may make and cancel others", () => {
  const clock = new VirtualClock();
  const log: bigint[] = [];
  const tick = (): void => {
    log.push(clock.monotonic() / NS_PER_MS);
    if (log.length < 4) clock.after(10, tick);
  };
  clock.after(10, tick);
  const cancel = clock.after(15, () => assert.fail("cancelled in time"));
  clock.after(12, cancel);
  clock.advance(100);
  assert.deepEqual(log, [10n, 20n, 30n, 40n]);
});

test("a timer may advance the clock, which never goes back", () => {
  const clock = new VirtualClock(0n);
  const log: bigint[] = [];
  clock.after(10, () => clock.advance(100));
  clock.after(50, () => void log.push(clock.monotonic() / NS_PER_MS));
  clock.advance(20);
  assert.deepEqual(log, [50n]);
  assert.equal(clock.monotonic(), 110n * NS_PER_MS);
  assert.equal(clock.now(), 110n * NS_PER_MS);
});

test("whatever is made and cancelled: exactly the rest fires, in order", () => {
  const timers = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(timers, (timers) => {
      const clock = new VirtualClock();
      const fired: number[] = [];
      const cancels = timers.map(([delayMs], i) => clock.after(delayMs, () => void fired.push(i)));
      for (const [i, [, isCancelled]] of timers.entries()) if (isCancelled) cancels[i]!();
      clock.advance(50);
      const expected = timers
        .map(([delayMs, isCancelled], i) => ({ delayMs, isCancelled, i }))
        .filter(({ isCancelled }) => !isCancelled)
        .sort((a, b) => a.delayMs - b.delayMs || a.i - b.i)
        .map(({ i }) => i);
      assert.deepEqual(fired, expected);
    }),
  );
});

test("timers that set timers, thousands pending at once, all fire", () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  let fired = 0;
  const again = (): void => {
    fired++;
    clock.after(uniformInt(random, 1000), again);
  };
  for (let i = 0; i < 2_000; i++) clock.after(uniformInt(random, 1000), again);
  for (let step = 0; step < 50; step++) clock.advance(100);
  assert.ok(fired > 18_000);
});

test("the date at a moment is right though the process is interrupted between two readings", () => {
  const clock = new VirtualClock(1_800_000_000_000_000_000n);
  clock.advance(5000);
  let readings = 0;
  const interrupted: Clock = {
    // 3 ms pass between the first reading of one clock and that of the other.
    now: () => {
      const now = clock.now();
      if (readings++ === 0) clock.advance(3);
      return now;
    },
    monotonic: () => clock.monotonic(),
    after: (delayMs, call) => clock.after(delayMs, call),
  };
  assert.equal(dateAt(interrupted, 2_000_000_000n), 1_800_000_002_000_000_000n);
  assert.equal(readings, 2);
});
