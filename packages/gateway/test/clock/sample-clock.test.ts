import assert from "node:assert/strict";
import { test } from "node:test";
import type { GatewayTimes } from "@lorats/backhaul";
import { SeededRandom, gaussian, instantToGps, uniform } from "@lorats/base";
import { CounterUtc } from "../../src/clock/counter-utc.ts";
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

const COUNTER_START_US = 5e6;
const counterUs = (s: number): number => COUNTER_START_US + s * 1e6 * (1 - 1.3e-6);

interface Concentrator {
  readonly seed: number;
  /** What the concentrator says of a moment of true UTC. */
  readonly says: (utc: bigint, random: SeededRandom) => GatewayTimes;
  /** Blocks between two frames. */
  readonly every: number;
  /** Where all frames end within a millisecond. Default: anywhere. */
  readonly phaseMs?: number;
}

/** Frames that a concentrator reports and the SDR has seen; returns squares of errors in claims, and the claims. */
function beside({ seed, says, every, phaseMs }: Concentrator): {
  readonly rms: number;
  readonly worst: number;
  readonly sdNs: number;
  readonly sources: ReadonlySet<string>;
} {
  const random = new SeededRandom(seed);
  const counterUtc = new CounterUtc();
  const sources = new Set<string>();
  let squares = 0;
  let worst = 0;
  let claims = 0;
  let checks = 0;
  // Without what a concentrator's own filters may add, so that nothing hides behind that.
  world({ counterUtc, concentratorSdNs: 0 }, 3_000_000n, (w, i) => {
    const { end, takenS } = w.arrivals[i]!;
    if (i > 0 && i % every === 0) {
      const free = takenS - (uniform(random) * BUFFER) / RATE_HZ;
      const s = phaseMs === undefined ? free : (Math.floor(free * 1e3) + phaseMs) / 1e3;
      const at = end - (takenS - s) * RATE_HZ * (1 + PPM * 1e-6);
      const us = Math.floor(counterUs(s + 200e-9 * gaussian(random)));
      counterUtc.observe(us, says(UTC + ns(s), random));
      w.clock.observeCounter(at, us, 200);
    }
    // The computer's own 180 s, and the two seconds after the loss of samples, are other tests' matter.
    if (i < every || i % 7 !== 0 || (i > 2980 && i < 3200)) return;
    const result = sigmas(w, i);
    squares += result.sigmas ** 2;
    worst = Math.max(worst, result.sigmas);
    claims += result.sdNs;
    checks++;
    if (i > 8 * every) sources.add(result.source);
  });
  return { rms: Math.sqrt(squares / checks), worst, sdNs: claims / checks, sources };
}

const cut = (utc: bigint, step: bigint): bigint => (utc / step) * step;
const gpsMs = (utc: bigint): GatewayTimes => ({
  gpsNs: cut(instantToGps(utc), 1_000_000n),
  gpsResolutionNs: 1_000_000,
});

void test("beside a counter on GPS pulses: microseconds, from the first frame on, across a loss of samples", () => {
  for (const seed of [3, 4, 5]) {
    const says = (utc: bigint): GatewayTimes => ({ utc: cut(utc, 1000n), ...gpsMs(utc) });
    const { rms, worst, sources, sdNs } = beside({ seed, says, every: 90 });
    assert.deepEqual([...sources], ["pps"]);
    assert.ok(rms < 1.1 && worst < 4, `${rms} standard deviations, at worst ${worst}`);
    assert.ok(sdNs < 1e5, `claims ${sdNs} ns on average, the unproven beginning included`);
  }
});

void test("wrong UTC now and then, the first time included, is neither believed nor claimed", () => {
  for (const seed of [3, 4, 5]) {
    let frame = 0;
    const says = (utc: bigint, random: SeededRandom): GatewayTimes => {
      // A process that was interrupted between its two clocks says a time that is gone.
      const isWrong = frame++ === 0 || uniform(random) < 0.12;
      const late = isWrong ? ns(0.3e-3 + 0.0006 * uniform(random)) : 0n;
      return { utc: cut(utc - late, 1000n), ...gpsMs(utc - late) };
    };
    const { rms, worst, sources } = beside({ seed, says, every: 90 });
    assert.deepEqual([...sources], ["pps"]);
    assert.ok(rms < 1.1 && worst < 4, `${rms} standard deviations, at worst ${worst}`);
  }
});

void test("GPS time in whole milliseconds: a third of one, however regular the frames are", () => {
  // At last: a device whose frames all end shortly before the next millisecond.
  for (const run of [{ every: 50 }, { every: 183 }, { every: 50, phaseMs: 0.95 }]) {
    const { rms, worst, sdNs, sources } = beside({ seed: 4, says: gpsMs, ...run });
    assert.deepEqual([...sources], ["gps"]);
    assert.ok(rms < 1.8 && worst < 3, `${rms} standard deviations, at worst ${worst}`);
    assert.ok(sdNs > 2.8e5 && sdNs < 7e5, `claims ${sdNs} ns`);
  }
});

void test("microseconds that a computer's clock has stamped are no GPS time", () => {
  const says = (utc: bigint, random: SeededRandom): GatewayTimes => ({
    utc: cut(utc + ns(0.004 - 0.003 * Math.log(1 - uniform(random))), 1000n),
  });
  const { rms, worst, sdNs, sources } = beside({ seed: 6, says, every: 60 });
  assert.deepEqual([...sources], ["ntp"]);
  assert.ok(rms < 1.1 && worst < 3 && sdNs > 8e6, `${rms} standard deviations of ${sdNs} ns`);
});

void test("GPS time that the computer's clock contradicts is no better than what lies between", () => {
  const counterUtc = new CounterUtc();
  const w = world({ counterUtc }, 0n, ({ clock, arrivals }, i) => {
    if (i % 50 !== 49) return;
    const { end, takenS } = arrivals[i]!;
    const us = Math.floor(counterUs(takenS));
    counterUtc.observe(us, { utc: cut(UTC + ns(takenS + 37), 1000n) });
    clock.observeCounter(end, us, 200);
  });
  const { sdNs, sigmas: off } = sigmas(w, 5999);
  assert.ok(sdNs > 3e10 && off < 1.1);
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
  const counterUtc = new CounterUtc();
  world({ counterUtc }, 0n, (w, i) => {
    const { end, takenS } = w.arrivals[i]!;
    if (i % 20 === 0 && i > 0 && i < 3000) {
      const us = Math.floor(counterUs(takenS));
      counterUtc.observe(us, { utc: UTC + ns(takenS) });
      w.clock.observeCounter(end, us, 200);
    }
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
