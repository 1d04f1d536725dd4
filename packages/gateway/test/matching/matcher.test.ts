import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rxpk } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import {
  type ConcentratorFrame,
  CounterUnwrapper,
  wrapCounter,
} from "../../src/matching/concentrator-frame.ts";
import { type Decision, Matcher, type TimedSighting } from "../../src/matching/matcher.ts";
import type { Sighting } from "../../src/receiver/sighting.ts";
import { EUI, rxpk } from "../support/setup.ts";

const MS = 1_000_000n;
const PAYLOAD = Uint8Array.of(0x40, 1, 2, 3, 4, 0, 1, 0, 9, 9, 9, 9);
const OTHER = Uint8Array.of(0x40, 4, 3, 2, 1, 0, 1, 0, 8, 8, 8, 8);

let nextId = 1;

function frame(
  arrivedMs: number,
  changes: Partial<Rxpk> = {},
  counterUs?: number,
): ConcentratorFrame {
  return {
    id: nextId++,
    gatewayEui: EUI as Eui64,
    rxpk: rxpk({ phyPayload: PAYLOAD, ...changes }),
    arrivedNs: BigInt(arrivedMs) * MS,
    waitNs: 250n * MS,
    counterUs,
  };
}

function sighting(
  endMs: number,
  changes: Partial<Sighting> = {},
  counter: TimedSighting["endCounter"] = null,
): TimedSighting {
  return {
    sighting: {
      kind: "frame",
      freqHz: 867_500_000,
      channel: 0,
      sf: 7,
      bwHz: 125_000,
      invertIq: false,
      syncWord: 0x34,
      preambleLength: 8,
      onsetSample: 0,
      onsetSdSamples: 0.1,
      endSample: 0,
      biasHz: 0,
      biasSdHz: 1,
      driftHzPerS: null,
      ambiguity: null,
      clockPpm: null,
      clockSdPpm: null,
      snrDb: 5,
      powerDbfs: -30,
      length: PAYLOAD.length,
      cr: 1,
      payload: PAYLOAD,
      collision: { quality: 1, powerStepDb: null, overlaps: [] },
      ...changes,
    },
    endNs: { ns: BigInt(Math.round(endMs * 1e6)), sdNs: 30e6 },
    endCounter: counter,
    offeredNs: BigInt(Math.round(endMs)) * MS + 20n * MS,
  };
}

const undecoded = { kind: "bad-crc", payload: new Uint8Array(PAYLOAD.length) } as const;
const matcher = (): Matcher => new Matcher({ sightingWaitNs: 1000n * MS });
const kinds = (decisions: readonly Decision[]): string[] => decisions.map(({ kind }) => kind);

void test("equal bytes match at once, whichever comes first", () => {
  for (const frameFirst of [true, false]) {
    const m = matcher();
    const offers = [
      () => m.offerFrame(frame(110), 120n * MS),
      () => m.offerSighting(sighting(100), 120n * MS),
    ];
    if (!frameFirst) offers.reverse();
    assert.deepEqual(offers[0]!(), []);
    const [decision] = offers[1]!();
    assert.ok(decision?.kind === "matched" && decision.certain && !decision.late);
    assert.deepEqual(m.drain(), []);
  }
});

void test("other bytes, channel, spreading factor, length or direction never match", () => {
  const changes: Partial<Sighting>[] = [
    { payload: OTHER },
    { freqHz: 867_700_000 },
    { sf: 8 },
    { ...undecoded, length: 13 },
    { invertIq: true },
  ];
  for (const change of changes) {
    const m = matcher();
    m.offerSighting(sighting(100, change), 120n * MS);
    m.offerFrame(frame(110), 120n * MS);
    assert.deepEqual(kinds(m.advance(2000n * MS)).toSorted(), ["frame-alone", "sighting-alone"]);
  }
});

void test("the same bytes a second later are another transmission", () => {
  const m = matcher();
  m.offerSighting(sighting(100), 120n * MS);
  assert.deepEqual(m.offerFrame(frame(1100), 1100n * MS), []);
});

void test("what the SDR could not decode is matched by the counter, among several", () => {
  const m = matcher();
  m.offerSighting(sighting(100, undecoded, { us: 5_000_000, sdUs: 6 }), 120n * MS);
  m.offerSighting(sighting(105, undecoded, { us: 5_004_000, sdUs: 6 }), 125n * MS);
  const [decision] = m.offerFrame(frame(112, {}, 5_004_010), 130n * MS);
  assert.ok(decision?.kind === "matched" && decision.certain);
  assert.equal(decision.sighting.endCounter!.us, 5_004_000);
});

void test("before the counter is known the only candidate is taken when waiting ends; of two, none", () => {
  const lonely = matcher();
  lonely.offerSighting(sighting(100, undecoded), 120n * MS);
  assert.deepEqual(lonely.offerFrame(frame(110), 120n * MS), []);
  const [decision] = lonely.advance(361n * MS);
  assert.ok(decision?.kind === "matched" && !decision.certain);
  const crowded = matcher();
  crowded.offerSighting(sighting(100, undecoded), 120n * MS);
  crowded.offerSighting(sighting(101, { kind: "orphan", length: null, payload: null }), 121n * MS);
  crowded.offerFrame(frame(110), 122n * MS);
  const [alone] = crowded.advance(361n * MS);
  assert.ok(alone?.kind === "frame-alone" && alone.ambiguous);
});

void test("an orphan is matched by what its frame still lasted", () => {
  // SF7, 12 bytes, CRC: 28 symbols of header and payload after the SFD.
  const m = matcher();
  const orphan = { kind: "orphan", length: null, payload: null } as const;
  m.offerSighting(sighting(100, orphan, { us: 7_000_000, sdUs: 6 }), 120n * MS);
  const [decision] = m.offerFrame(frame(140, {}, 7_000_000 + 28 * 1024), 140n * MS);
  assert.ok(decision?.kind === "matched");
});

void test("a frame does not wait for ever, and a late sighting still finds it", () => {
  const m = matcher();
  m.offerFrame(frame(110), 110n * MS);
  assert.equal(m.nextDueNs, 360n * MS);
  assert.deepEqual(kinds(m.advance(360n * MS)), ["frame-alone"]);
  const [decision] = m.offerSighting(sighting(100), 400n * MS);
  assert.ok(decision?.kind === "matched" && decision.late);
});

void test("everything offered is decided exactly once", () => {
  const m = matcher();
  const decisions: Decision[] = [];
  for (let i = 0; i < 60; i++) {
    const at = BigInt(i * 37);
    const phyPayload = Uint8Array.of(0x40, i, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
    if (i % 3 !== 0) decisions.push(...m.offerFrame(frame(i * 37, { phyPayload }), at * MS));
    const seen = { payload: phyPayload };
    if (i % 4 !== 0)
      decisions.push(...m.offerSighting(sighting(i * 37 - 5, seen), (at + 15n) * MS));
  }
  decisions.push(...m.drain());
  const frames = decisions.filter(
    (d) => d.kind !== "sighting-alone" && !(d.kind === "matched" && d.late),
  );
  const sightings = decisions.filter((d) => d.kind !== "frame-alone");
  assert.equal(frames.length, 40);
  assert.equal(sightings.length, 45);
  assert.equal(kinds(decisions).filter((kind) => kind === "matched").length, 30);
});

void test("counters are followed past their wrap, and wrapped again", () => {
  const unwrapper = new CounterUnwrapper();
  const start = 2 ** 32 - 500_000;
  const seen = [0, 1, 2, 3].map((s) => {
    const us = (start + s * 1e6 + 7) % 2 ** 32;
    return unwrapper.unwrap(us, BigInt(s) * 1000n * MS + 3n * MS);
  });
  assert.deepEqual(
    seen,
    [0, 1, 2, 3].map((s) => start + s * 1e6 + 7),
  );
  // Five hours of silence.
  const later = start + 18_000e6;
  assert.equal(unwrapper.unwrap(wrapCounter(later), 18_000_000n * MS), later);
  assert.equal(wrapCounter(-1), 2 ** 32 - 1);
});

void test("a frame that need not wait goes at once, and is matched late all the same", () => {
  const m = matcher();
  const decisions = m.offerFrame({ ...frame(1000), waitNs: 0n }, 1000n * MS);
  assert.deepEqual(
    decisions.map(({ kind }) => kind),
    ["frame-alone"],
  );
  const [late] = m.offerSighting(sighting(995), 1700n * MS);
  assert.ok(late?.kind === "matched" && late.late);
});
