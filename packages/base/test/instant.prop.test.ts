import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatInstant,
  instantFromMs,
  instantToMs,
  parseInstant,
  tryParseInstant,
} from "@lorats/base";
import fc from "fast-check";

const FIRST = parseInstant("0000-01-01T00:00:00Z");
const LAST = parseInstant("9999-12-31T23:59:59.999999999Z");
const instant = fc.bigInt({ min: FIRST, max: LAST });

test("any instant survives its text, which sorts as the instants do", () => {
  fc.assert(
    fc.property(instant, instant, (a, b) => {
      assert.equal(parseInstant(formatInstant(a)), a);
      assert.equal(formatInstant(a) < formatInstant(b), a < b);
    }),
    { numRuns: 1000 },
  );
});

test("agrees with Temporal, also with offsets", () => {
  const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  const within = fc.bigInt({ min: FIRST + 10n ** 15n, max: LAST - 10n ** 15n });
  fc.assert(
    fc.property(within, offset, (value, minutes) => {
      const temporal = Temporal.Instant.fromEpochNanoseconds(value);
      const sign = minutes < 0 ? "-" : "+";
      const two = (n: number) => String(n).padStart(2, "0");
      const zone = `${sign}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
      const text = temporal.toString({ timeZone: zone, fractionalSecondDigits: 9 });
      assert.equal(parseInstant(text), value, text);
      assert.equal(formatInstant(value), temporal.toString({ fractionalSecondDigits: 9 }));
    }),
    { numRuns: 500 },
  );
});

test("any day and time of four and two digits is refused exactly when Temporal refuses it", () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, "0"));
  const text = fc
    .tuple(fc.integer({ min: 1, max: 9998 }), two(13), two(32), two(25), two(60), two(59))
    .map(([y, mo, d, h, mi, s]) => `${String(y).padStart(4, "0")}-${mo}-${d}T${h}:${mi}:${s}Z`);
  fc.assert(
    fc.property(text, (text) => {
      let expected: bigint | undefined;
      try {
        expected = Temporal.Instant.from(text).epochNanoseconds;
      } catch {
        expected = undefined;
      }
      assert.equal(tryParseInstant(text), expected, text);
    }),
    { numRuns: 2000 },
  );
});

test("no text makes the parser throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assert.equal(tryParseInstant(text), undefined);
    }),
  );
});

test("milliseconds survive to the microsecond", () => {
  const ms = fc.integer({ min: 0, max: 4_102_444_800_000_000 }).map((us) => us / 1000);
  fc.assert(
    fc.property(ms, (ms) => {
      assert.ok(Math.abs(instantToMs(instantFromMs(ms)) - ms) <= 0.0005);
    }),
  );
});
