import assert from "node:assert/strict";
import { test } from "node:test";
import {
  base64ToHex,
  formatAgo,
  formatClock,
  formatUncertainty,
  meaningfulDigits,
  spacedHex,
} from "../src/format.ts";

test("an uncertainty has a fitting unit", () => {
  const cases: [number, string][] = [
    [140, "±140 ns"],
    [999, "±999 ns"],
    [1000, "±1.0 µs"],
    [25_400, "±25 µs"],
    [50e6, "±50 ms"],
    [2.5e9, "±2.5 s"],
    [3.6e12, "±3600 s"],
  ];
  for (const [ns, text] of cases) assert.equal(formatUncertainty(ns), text);
});

test("a second has as many digits as are known", () => {
  assert.equal(meaningfulDigits(0), 9);
  assert.equal(meaningfulDigits(1), 9);
  assert.equal(meaningfulDigits(1000), 6);
  assert.equal(meaningfulDigits(50e6), 2);
  assert.equal(meaningfulDigits(3.6e12), 0);
});

test("a clock time shows the known digits in groups of three", () => {
  const time = "2026-01-02T03:04:05.123456789Z";
  assert.match(formatClock(time, 1000), /:04:05\.123\u202f456$/);
  assert.match(formatClock(time, 50e6), /:04:05\.12$/);
  assert.match(formatClock(time, 3.6e12), /:04:05$/);
  assert.match(formatClock("2026-01-02T03:04:05Z", 1), /:04:05$/);
});

test("an age is rounded to its unit, and never negative", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  assert.equal(formatAgo("2026-01-02T00:00:09Z", now), "0 s ago");
  assert.equal(formatAgo("2026-01-01T23:59:57Z", now), "3 s ago");
  assert.equal(formatAgo("2026-01-01T23:55:00Z", now), "5 min ago");
  assert.equal(formatAgo("2026-01-01T22:00:00Z", now), "2 h ago");
  assert.equal(formatAgo("2025-12-29T00:00:00Z", now), "4 d ago");
});

test("bytes are shown as pairs of digits", () => {
  assert.equal(base64ToHex("AAr/"), "000aff");
  assert.equal(base64ToHex(""), "");
  assert.equal(spacedHex("000aff"), "00\u00a00a\u00a0ff");
  assert.equal(spacedHex(""), "");
});
