import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { instantToMs } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";

test("the date is the machine's, and monotonic time passes", () => {
  const earliest = Date.now();
  const now = instantToMs(systemClock.now());
  assert.ok(now > earliest - 1000 && now < Date.now() + 1000);
  const before = systemClock.monotonic();
  assert.ok(systemClock.monotonic() >= before);
});

test("a timer fires after its time, and not when cancelled", async () => {
  const before = systemClock.monotonic();
  const cancel = systemClock.after(1, () => assert.fail("cancelled"));
  cancel();
  await new Promise<void>((resolve) => void systemClock.after(20, resolve));
  assert.ok(systemClock.monotonic() - before >= 19_000_000n);
});

test("a timer of ninety days does not fire at once, as setTimeout would", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const days = 24 * 3600 * 1000;
    let fired = 0;
    const cancel = systemClock.after(120 * days, () => assert.fail("cancelled"));
    systemClock.after(90 * days, () => fired++);
    for (let day = 1; day <= 89; day++) mock.timers.tick(days);
    assert.equal(fired, 0);
    cancel();
    for (let day = 90; day <= 150; day++) mock.timers.tick(days);
    assert.equal(fired, 1);
  } finally {
    mock.timers.reset();
  }
});

test("a timer that is overdue fires at once, without a warning of Node's", async (t) => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  t.after(() => process.off("warning", note));
  await new Promise<void>((resolve) => void systemClock.after(-5, resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(warnings, []);
});

test("random bytes are fresh", () => {
  assert.notDeepEqual(systemRandom.bytes(16), systemRandom.bytes(16));
  assert.ok(Number.isInteger(systemRandom.uint32()));
});
