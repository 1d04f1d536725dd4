import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import {
  SampleClock,
  type SampleClockOptions,
  UNDISCIPLINED_SD_NS,
} from "../../src/clock/sample-clock.ts";
import { type SimulatedArrival, simulateArrivals } from "../support/delays.ts";

const RATE_HZ = 2_400_000;
const BUFFER = 131_072;
const UTC = 1_795_000_000_000_000_000n;
const OPTIONS: SampleClockOptions = {
  sampleRateHz: RATE_HZ,
  bufferSamples: BUFFER,
  latencyNs: 54.6e6,
  system: { source: "ntp", sdNs: 5e6 },
  concentratorSdNs: 5e3,
};
const PPM = 18;

const ns = (s: number): bigint => BigInt(Math.round(s * 1e9));

interface World {
  readonly clock: SampleClock;
  readonly arrivals: readonly SimulatedArrival[];
}

/** Runs minutes of arrivals; the computer's clock is `systemErrorNs` off. */
function world(
  options: Partial<SampleClockOptions>,
  systemErrorNs: bigint,
  each?: (w: World, i: number) => void,
): World {
  const clock = new SampleClock({ ...OPTIONS, ...options });
  const model = {
    sampleRateHz: RATE_HZ,
    bufferSamples: BUFFER,
    ppm: PPM,
    latencyS: 0.04,
    jitterS: 0.003,
    losses: new Map([[3000, 2 * BUFFER]]),
  };
  const arrivals = simulateArrivals(model, 6000, 21);
  for (const [i, { end, arrivedS }] of arrivals.entries()) {
    clock.observeArrival(end, 77n + ns(arrivedS), UTC + ns(arrivedS) + systemErrorNs);
    each?.({ clock, arrivals }, i);
  }
  return { clock, arrivals };
}

function sigmas(
  { clock, arrivals }: World,
  i: number,
): { sigmas: number; sdNs: number; source: string } {
  const { end, takenS } = arrivals[i]!;
  const time = clock.at(end)!;
  const errorNs = Number(time.instant - UTC - ns(takenS));
  return { sigmas: Math.abs(errorNs) / time.sdNs, sdNs: time.sdNs, source: time.source };
}

void test("with NTP alone: tens of milliseconds, and honest about it", () => {
  const result = sigmas(world({}, -6_000_000n), 5999);
  assert.equal(result.source, "ntp");
  assert.ok(result.sigmas < 2 && result.sdNs > 2e7 && result.sdNs < 6e7, JSON.stringify(result));
});

void test("with a clock that nobody sets: says that it does not know", () => {
  const system = { source: "none", sdNs: UNDISCIPLINED_SD_NS } as const;
  const result = sigmas(world({ system }, 900_000_000_000n), 5999);
  assert.equal(result.source, "none");
  assert.ok(result.sigmas < 1 && result.sdNs > 1e12);
});

void test("frames with a PPS-disciplined counter bring microseconds, across a loss of samples", () => {
  const random = new SeededRandom(3);
  let worst = 0;
  let claims = 0;
  let checks = 0;
  world({}, 3_000_000n, (w, i) => {
    const { end, takenS } = w.arrivals[i]!;
    if (i > 0 && i % 190 === 0) {
      const at = end - Math.round(uniform(random) * BUFFER);
      const s = takenS - (end - at) / (RATE_HZ * (1 + PPM * 1e-6));
      const seenNs = ns(s) + BigInt(Math.round(200 * gaussian(random)));
      w.clock.observeUtc(at, UTC + (seenNs / 1000n) * 1000n, 1_000, 200);
    }
    if (i < 1000 || (i > 2980 && i < 3200)) return;
    const result = sigmas(w, i);
    assert.equal(result.source, "pps");
    worst = Math.max(worst, result.sigmas);
    claims += result.sdNs;
    checks++;
  });
  assert.ok(worst < 4, `${worst} standard deviations`);
  assert.ok(claims / checks < 1e4, `claims ${claims / checks} ns`);
});

void test("GPS time in whole milliseconds brings a tenth of one", () => {
  const random = new SeededRandom(4);
  const result = world({}, 3_000_000n, ({ clock, arrivals }, i) => {
    if (i % 50 !== 0 || i === 0) return;
    const { end, takenS } = arrivals[i]!;
    const cut = ((UTC + ns(takenS)) / 1_000_000n) * 1_000_000n;
    clock.observeUtc(end, cut, 1_000_000, 300 + uniform(random));
  });
  const { source, sdNs, sigmas: off } = sigmas(result, 5999);
  assert.equal(source, "gps");
  assert.ok(off < 4 && sdNs < 3e5 && sdNs > 5e4, `${off} sigmas of ${sdNs} ns`);
});

void test("a counter without GPS gives rate and counter, not time", () => {
  const result = world({}, 0n, ({ clock, arrivals }, i) => {
    const { end, takenS } = arrivals[i]!;
    if (i % 100 === 50) clock.observeCounter(end, Math.floor(5e6 + takenS * 1e6), 200);
  });
  const last = result.arrivals.at(-1)!;
  const counter = result.clock.counterAt(last.end)!;
  assert.ok(Math.abs(counter.us - (5e6 + last.takenS * 1e6)) < 4 * counter.sdUs);
  assert.ok(Math.abs(result.clock.ratePpm! - PPM) < 0.1);
  assert.equal(sigmas(result, 5999).source, "ntp");
});

void test("while lost buffers are suspected, time from GPS carries the doubt", () => {
  let atLoss = 0;
  world({}, 0n, (w, i) => {
    const { end, takenS } = w.arrivals[i]!;
    if (i % 20 === 0 && i > 0 && i < 3000) w.clock.observeUtc(end, UTC + ns(takenS), 1_000, 200);
    if (i < 3001 || i > 3010) return;
    const result = sigmas(w, i);
    assert.ok(result.sigmas < 3, `${result.sigmas} standard deviations`);
    atLoss = Math.max(atLoss, result.sdNs);
  });
  assert.ok(atLoss > 2e7, `claimed ${atLoss} ns while two buffers were missing`);
});

void test("one frame of the concentrator settles at once whether buffers are missing", () => {
  const seen: number[] = [];
  const { clock } = world({}, 0n, (w, i) => {
    const { end, takenS } = w.arrivals[i]!;
    const isMatch = (i % 20 === 0 && i > 0 && i < 3000) || i === 3004;
    if (isMatch) w.clock.observeCounter(end, Math.floor(takenS * 1e6), 200);
    if (i >= 3001 && i <= 3006) seen.push(w.clock.gaps.length);
  });
  assert.deepEqual(seen, [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(clock.gaps, [{ index: 3000 * BUFFER, lostSamples: 2 * BUFFER }]);
});
