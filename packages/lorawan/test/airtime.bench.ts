import { SeededRandom, uniformInt } from "@lorats/base";
import {
  getRegion,
  lrFhssTimeOnAirMs,
  loraTimeOnAirMs,
  SlidingWindow,
  TransmissionLedger,
  type SpreadingFactor,
} from "../src/index.ts";

const SECOND_NS = 1e9;
const HOUR_US = 3_600_000_000;
/** Distinct frames and questions, so that nothing can be worked out once and for all. */
const VARIANTS = 4096;

/** Nanoseconds a call, the best of several rounds. */
function nsPerCall(calls: number, work: (i: number) => number): number {
  let best = Infinity;
  let sink = 0;
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) sink += work(i);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / calls);
  }
  if (Number.isNaN(sink)) throw new Error("a result was not a number");
  return best;
}

function airtime(): void {
  const random = new SeededRandom(1);
  const frames = Array.from({ length: VARIANTS }, () => ({
    sf: (7 + uniformInt(random, 6)) as SpreadingFactor,
    bwHz: 125_000,
    phyBytes: 12 + uniformInt(random, 200),
  }));
  const lora = nsPerCall(2_000_000, (i) => loraTimeOnAirMs(frames[i % VARIANTS]!));
  const lrFhss = nsPerCall(2_000_000, (i) => lrFhssTimeOnAirMs("1/3", 12 + (i & 127)));
  console.log(`LoRa time on air      ${rate(lora)}`);
  console.log(`LR-FHSS time on air   ${rate(lrFhss)}`);
}

/** A window that holds `count` transmissions, as dense as its budget allows: the worst case for a question. */
function fullWindow(count: number): { readonly window: SlidingWindow; readonly nowUs: number } {
  const periodUs = Math.floor(HOUR_US / count);
  const durationUs = Math.max(1, Math.floor(periodUs / 100));
  const window = new SlidingWindow({ windowUs: HOUR_US, budgetUs: durationUs * count });
  for (let i = 0; i < count; i++) window.record(i * periodUs, durationUs);
  return { window, nowUs: (count - 1) * periodUs + durationUs };
}

function ledger(): void {
  console.log("\nduty-cycle window: ns a question by transmissions held");
  const random = new SeededRandom(2);
  for (const count of [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]) {
    const { window, nowUs } = fullWindow(count);
    const waits = Array.from({ length: VARIANTS }, () => uniformInt(random, HOUR_US));
    const ask = nsPerCall(200_000, (i) => window.earliestUs(nowUs + waits[i % VARIANTS]!, 1)!);
    const before = nsPerCall(20_000, (i) => window.earliestUs(-waits[i % VARIANTS]!, 1)!);
    const growth = `log2 n ${Math.log2(count).toFixed(1).padStart(4)}`;
    console.log(
      `  ${String(count).padStart(9)}  ${growth}  ${nanoseconds(ask)}  ${nanoseconds(before)} when all of them are planned for later`,
    );
  }
  const append = nsPerAppend(1_000_000);
  console.log(`  appending a million transmissions: ${append.toFixed(0)} ns each`);
  const insert = nsPerInsert(1000);
  console.log(`  inserting before a thousand later plans: ${insert.toFixed(0)} ns`);
}

/** Writing down, and taking back, before everything else. */
function nsPerInsert(later: number): number {
  const { window } = fullWindow(later);
  return nsPerCall(2000, (i) => {
    window.record(-10 - (i % VARIANTS), 1);
    window.cancel(-10 - (i % VARIANTS));
    return i;
  });
}

function nanoseconds(ns: number): string {
  return `${ns.toFixed(0).padStart(6)} ns`;
}

function nsPerAppend(count: number): number {
  const start = process.hrtime.bigint();
  fullWindow(count);
  return Number(process.hrtime.bigint() - start) / count;
}

/** What a gateway does for each downlink: ask, write down, forget now and then. */
function wholeLedger(): void {
  const profile = getRegion("EU868").regulation[0]!;
  const transmitter = new TransmissionLedger(profile);
  const random = new SeededRandom(3);
  const frequencies = [868_100_000, 868_300_000, 867_100_000, 869_525_000];
  let nowUs = 0;
  const cycle = nsPerCall(100_000, (i) => {
    const transmission = {
      frequencyHz: frequencies[i & 3]!,
      bandwidthHz: 125_000,
      durationUs: 40_000 + uniformInt(random, 40_000),
    };
    const answer = transmitter.whenMayISend(transmission, nowUs);
    if (!answer.ok) throw new Error(answer.reason);
    transmitter.record(transmission, answer.value.startUs);
    nowUs = Math.max(nowUs + 100_000, answer.value.startUs);
    if (i % 100 === 0) transmitter.prune(nowUs);
    return answer.value.startUs;
  });
  console.log(`\nledger of EU868, ask and record, saturated: ${rate(cycle)}`);
}

function rate(ns: number): string {
  return `${(SECOND_NS / ns / 1e6).toFixed(2).padStart(7)} M/s  ${ns.toFixed(1).padStart(7)} ns`;
}

export async function run(): Promise<void> {
  await Promise.resolve();
  airtime();
  ledger();
  wholeLedger();
}
