import assert from "node:assert/strict";
import { test } from "node:test";
import {
  GPS_EPOCH,
  LEAP_SECONDS,
  NS_PER_S,
  formatInstant,
  gpsMinusUtcS,
  gpsToInstant,
  instantToGps,
  parseInstant,
} from "@lorats/base";
import fc from "fast-check";

test("GPS time starts on 1980-01-06, when it was UTC", () => {
  assert.equal(GPS_EPOCH, parseInstant("1980-01-06T00:00:00Z"));
  assert.equal(instantToGps(GPS_EPOCH), 0n);
  assert.equal(gpsToInstant(0n), GPS_EPOCH);
});

test("IERS Bulletin C: the day on which each offset began", () => {
  const days = LEAP_SECONDS.map(([since, offset]) => {
    return [formatInstant(BigInt(since) * NS_PER_S).slice(0, 19), offset];
  });
  assert.deepEqual(days, [
    ["1981-07-01T00:00:00", 1],
    ["1982-07-01T00:00:00", 2],
    ["1983-07-01T00:00:00", 3],
    ["1985-07-01T00:00:00", 4],
    ["1988-01-01T00:00:00", 5],
    ["1990-01-01T00:00:00", 6],
    ["1991-01-01T00:00:00", 7],
    ["1992-07-01T00:00:00", 8],
    ["1993-07-01T00:00:00", 9],
    ["1994-07-01T00:00:00", 10],
    ["1996-01-01T00:00:00", 11],
    ["1997-07-01T00:00:00", 12],
    ["1999-01-01T00:00:00", 13],
    ["2006-01-01T00:00:00", 14],
    ["2009-01-01T00:00:00", 15],
    ["2012-07-01T00:00:00", 16],
    ["2015-07-01T00:00:00", 17],
    ["2017-01-01T00:00:00", 18],
  ]);
});

test("around the last leap second: 1,167,264,017 was 23:59:60", () => {
  const midnight = parseInstant("2017-01-01T00:00:00Z");
  assert.equal(instantToGps(midnight - NS_PER_S), 1_167_264_016n * NS_PER_S);
  assert.equal(instantToGps(midnight), 1_167_264_018n * NS_PER_S);
  assert.equal(gpsToInstant(1_167_264_016n * NS_PER_S), midnight - NS_PER_S);
  assert.equal(gpsToInstant(1_167_264_017n * NS_PER_S - 1n), midnight - 1n);
  assert.equal(gpsToInstant(1_167_264_017n * NS_PER_S), midnight);
  assert.equal(gpsToInstant(1_167_264_018n * NS_PER_S - 1n), midnight);
  assert.equal(gpsToInstant(1_167_264_018n * NS_PER_S), midnight);
  assert.equal(gpsToInstant(1_167_264_018n * NS_PER_S + 1n), midnight + 1n);
});

test("today GPS is 18 seconds ahead, and before its epoch it is level", () => {
  assert.equal(gpsMinusUtcS(parseInstant("2026-11-21T00:00:00Z")), 18);
  assert.equal(gpsMinusUtcS(parseInstant("1981-06-30T23:59:59Z")), 0);
  assert.equal(gpsToInstant(-5n), GPS_EPOCH - 5n);
});

const anyInstant = fc.bigInt({ min: GPS_EPOCH, max: parseInstant("2100-01-01T00:00:00Z") });
/** Within three seconds of a leap second, where mistakes live. */
const nearLeap = fc
  .tuple(fc.constantFrom(...LEAP_SECONDS), fc.bigInt({ min: -3_000_000_000n, max: 3_000_000_000n }))
  .map(([[since], ns]) => BigInt(since) * NS_PER_S + ns);

test("UTC to GPS and back is the same instant, leap seconds or not", () => {
  fc.assert(
    fc.property(fc.oneof(anyInstant, nearLeap), (instant) => {
      assert.equal(gpsToInstant(instantToGps(instant)), instant);
    }),
    { numRuns: 2000 },
  );
});

test("GPS to UTC never goes back, and stands still in leap seconds only", () => {
  const gps = fc
    .oneof(anyInstant, nearLeap)
    .map((instant) => instantToGps(instant) - NS_PER_S / 2n);
  fc.assert(
    fc.property(gps, fc.bigInt({ min: 1n, max: 2_000_000_000n }), (gps, step) => {
      const [before, after] = [gpsToInstant(gps), gpsToInstant(gps + step)];
      assert.ok(after >= before && after - before <= step);
      const leaps = gpsMinusUtcS(after) - gpsMinusUtcS(before);
      if (leaps === 0 && instantToGps(before) === gps) assert.equal(after - before, step);
    }),
    { numRuns: 2000 },
  );
});
