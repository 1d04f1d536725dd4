import assert from "node:assert/strict";
import { test } from "node:test";
import { CounterUtc } from "../../src/clock/counter-utc.ts";

const UTC = 1_795_000_000_000_000_000n;
/** An oscillator that is 3 ppm fast. */
const counterAt = (s: number): number => Math.floor(1e9 + s * 1e6 * (1 + 3e-6));
const utcAt = (s: number): bigint => UTC + BigInt(Math.round(s * 1e6)) * 1000n;
/** When frames ended, seconds. */
const ENDS = [0.123456, 13.31, 21.77, 40.5021, 55.1, 61.2, 70.3, 82.9, 90.111];

function followed(seconds: readonly number[], offsetNs = 0n): CounterUtc {
  const clock = new CounterUtc();
  for (const s of seconds) clock.observe(counterAt(s), { utc: utcAt(s) + offsetNs });
  return clock;
}

const errorNs = (clock: CounterUtc, s: number): number =>
  Number(clock.at(counterAt(s))!.instant - utcAt(s));

void test("one reading is worth what nobody has confirmed; four that agree are worth microseconds", () => {
  assert.equal(new CounterUtc().at(0), null);
  const first = followed([0.123456]).at(counterAt(5))!;
  assert.equal(first.source, "ntp");
  assert.ok(first.sdNs >= 10e6);
  const clock = followed(ENDS.slice(0, 4));
  const { source, sdNs } = clock.at(counterAt(50))!;
  assert.equal(source, "pps");
  assert.ok(
    sdNs < 3000 && Math.abs(errorNs(clock, 50)) < 3 * sdNs,
    `${errorNs(clock, 50)} ± ${sdNs}`,
  );
});

void test("one wrong time in between changes nothing", () => {
  const clock = followed(ENDS.slice(0, 5));
  clock.observe(counterAt(60), { utc: utcAt(60) - 781_000n });
  assert.ok(Math.abs(errorNs(clock, 70)) < 3000);
  assert.ok(clock.at(counterAt(70))!.sdNs < 5000);
});

void test("a step of the time is followed after four readings, not before", () => {
  const clock = followed(ENDS);
  const step = 1_000_000_000n;
  for (const [i, s] of [100.20011, 110.30023, 120.40077, 130.50001].entries()) {
    assert.equal(clock.steps, 0);
    clock.observe(counterAt(s), { utc: utcAt(s) + step });
    if (i < 3) assert.ok(Math.abs(errorNs(clock, s)) < 5000, `after ${i + 1}`);
  }
  assert.equal(clock.steps, 1);
  assert.ok(Math.abs(errorNs(clock, 140) - 1e9) < 5000);
});

void test("a counter that began anew is a new clock", () => {
  const clock = followed(ENDS.slice(0, 4));
  clock.observe(5000, { utc: utcAt(50) });
  assert.equal(clock.readings, 4 + 1);
  for (const s of [60.10003, 70.20007, 80.30001, 90.40009])
    clock.observe(5000 + (s - 50) * 1e6, { utc: utcAt(s) });
  const at = clock.at(5000 + 50e6)!;
  assert.ok(Math.abs(Number(at.instant - utcAt(100))) < 3 * at.sdNs && at.sdNs < 1e5);
});

void test("claims grow with the time since the last reading", () => {
  const clock = followed(ENDS.slice(0, 4));
  const claims = [40, 60, 300, 3000].map((s) => clock.at(counterAt(s))!.sdNs);
  assert.deepEqual(
    claims.toSorted((a, b) => a - b),
    claims,
  );
});
