import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CallerError,
  NS_PER_S,
  formatInstant,
  instantFromMs,
  instantToMs,
  parseInstant,
  secondsBetween,
  tryParseInstant,
} from "@lorats/base";

test("RFC 3339 §5.8, its examples", () => {
  assert.equal(parseInstant("1985-04-12T23:20:50.52Z"), 482_196_050_520_000_000n);
  assert.equal(parseInstant("1996-12-19T16:39:57-08:00"), parseInstant("1996-12-20T00:39:57Z"));
  assert.equal(parseInstant("1937-01-01T12:00:27.87+00:20"), -1_041_337_172_130_000_000n);
  // A leap second belongs to the second after it.
  const afterLeap = parseInstant("1991-01-01T00:00:00Z");
  assert.equal(parseInstant("1990-12-31T23:59:60Z"), afterLeap);
  assert.equal(parseInstant("1990-12-31T15:59:60.5-08:00"), afterLeap);
});

test("nine digits are printed, more are cut off", () => {
  assert.equal(formatInstant(1_795_243_699_123_456_789n), "2026-11-21T06:48:19.123456789Z");
  assert.equal(parseInstant("2026-11-21T06:48:19.1234567899Z"), 1_795_243_699_123_456_789n);
  assert.equal(formatInstant(0n), "1970-01-01T00:00:00.000000000Z");
  assert.equal(formatInstant(-1n), "1969-12-31T23:59:59.999999999Z");
  assert.equal(parseInstant("1969-12-31T23:59:59.999999999Z"), -1n);
});

test("a space or small letters do as well", () => {
  const instant = parseInstant("2026-11-21T06:48:19Z");
  for (const text of ["2026-11-21 06:48:19Z", "2026-11-21t06:48:19z"]) {
    assert.equal(parseInstant(text), instant);
  }
});

test("what is no time is refused, days that a month does not have included", () => {
  const wrong = [
    "",
    "2026-11-21",
    "2026-11-21T06:48:19",
    "2026-11-21T06:48Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-01-32T00:00:00Z",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z",
    "2026-01-01T00:00:61Z",
    "2026-01-01T12:00:60Z",
    "2026-01-01T00:00:00+24:00",
    "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00.Z",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    " 2026-01-01T00:00:00Z",
    "٢٠٢٦-01-01T00:00:00Z",
  ];
  for (const text of wrong) {
    assert.equal(tryParseInstant(text), undefined, text);
    assert.throws(
      () => parseInstant(text),
      (error) => error instanceof CallerError && error.code === "TIME_BAD_FORMAT",
    );
  }
  assert.notEqual(tryParseInstant("2028-02-29T00:00:00Z"), undefined);
  assert.notEqual(tryParseInstant("2000-02-29T00:00:00Z"), undefined);
});

test("only years of four digits are printed", () => {
  const first = parseInstant("0000-01-01T00:00:00Z");
  const last = parseInstant("9999-12-31T23:59:59.999999999Z");
  assert.equal(formatInstant(first), "0000-01-01T00:00:00.000000000Z");
  assert.equal(formatInstant(last), "9999-12-31T23:59:59.999999999Z");
  for (const instant of [first - 1n, last + 1n]) {
    assert.throws(
      () => formatInstant(instant),
      (error) => error instanceof CallerError && error.code === "TIME_OUT_OF_RANGE",
    );
  }
});

test("milliseconds and seconds", () => {
  assert.equal(instantFromMs(1.5), 1_500_000n);
  assert.equal(instantFromMs(-0.001), -1000n);
  assert.equal(instantToMs(1_500_000n), 1.5);
  assert.equal(instantToMs(-1_500_000n), -1.5);
  assert.equal(instantToMs(instantFromMs(Date.UTC(2026, 10, 21))), Date.UTC(2026, 10, 21));
  assert.equal(secondsBetween(NS_PER_S, 3n * NS_PER_S), 2);
  assert.equal(secondsBetween(3n * NS_PER_S, NS_PER_S), -2);
});
