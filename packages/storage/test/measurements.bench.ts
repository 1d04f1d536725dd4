import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ApplicationId, DeviceId } from "@lorats/base";
import { SeededRandom, VirtualClock, newId } from "@lorats/base";
import type { FrameMeasurements, MeasurementStore } from "@lorats/platform";
import { openStorage } from "../src/index.ts";
import { writeBareRows } from "./bare-rows.ts";
import { TENANT } from "./support.ts";

const FRAMES = 20_000;
const NS_PER_S = 1_000_000_000n;
const BEGIN = 1_795_219_200_000_000_000n;
const ASKED = 200;

const clock = new VirtualClock();
const random = new SeededRandom(7);

interface Load {
  readonly devices: number;
  readonly values: number;
}

/** Of so many devices in turn, a second apart, the oldest first. */
function framesOf({ devices, values }: Load): readonly FrameMeasurements[] {
  const ids = Array.from({ length: devices }, () => newId<DeviceId>(clock, random));
  const applicationId = newId<ApplicationId>(clock, random);
  const names = Array.from({ length: values }, (_, n) => (n === 0 ? "level" : `probe.${n}`));
  return Array.from({ length: FRAMES }, (_, n) => ({
    tenantId: TENANT,
    applicationId,
    deviceId: ids[n % devices]!,
    frame: newId<string>(clock, random),
    time: BEGIN + BigInt(n) * NS_PER_S,
    values: Object.fromEntries(names.map((name, i) => [name, (n % 1000) / 10 + i])),
    madeBy: "none;clean@1;calibrate@1+external@2;measure@2",
  }));
}

const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

async function keep(
  name: string,
  store: MeasurementStore,
  frames: readonly FrameMeasurements[],
  atOnce = 1000,
): Promise<number> {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage();
  const began = performance.now();
  for (let at = 0; at < frames.length; at += atOnce) {
    await store.put(frames.slice(at, at + atOnce));
  }
  const tookMs = performance.now() - began;
  const [allMs, mainMs] = [ms(process.cpuUsage(all)), ms(process.threadCpuUsage(main))];
  const us = (spent: number): string => ((1000 * spent) / frames.length).toFixed(1);
  console.log(
    `  ${name}: processor ${us(allMs)} µs a frame, ${us(mainMs)} of them the main thread's; ` +
      `${Math.round(frames.length / (tookMs / 1000))} frames/s on the clock`,
  );
  return allMs;
}

async function ask(name: string, question: () => Promise<unknown>): Promise<void> {
  await question();
  const before = process.cpuUsage();
  for (let i = 0; i < ASKED; i++) await question();
  console.log(`  ${name}: ${(ms(process.cpuUsage(before)) / ASKED).toFixed(2)} ms of processor`);
}

async function askAll(store: MeasurementStore, { deviceId }: FrameMeasurements): Promise<void> {
  const span = { deviceId, series: "level", from: BEGIN, to: 2n * BEGIN, limit: 1000 };
  await ask("a device's series", () => store.series(deviceId));
  await ask("its values of one series", () => store.query({ ...span, resolution: "raw" }));
  await ask("its hours of one series", () => store.query({ ...span, resolution: "hour" }));
}

function printSizes(file: string): void {
  const db = new DatabaseSync(file, { readOnly: true });
  const sizes = db
    .prepare(
      `select name, sum(pgsize) as bytes from dbstat where name like '%measurement%'
       group by name order by bytes desc`,
    )
    .all();
  db.close();
  const aFrame = (bytes: number): string => (bytes / (1.5 * FRAMES)).toFixed(0);
  const total = sizes.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const each = sizes.map(({ name, bytes }) => `${String(name)} ${aFrame(Number(bytes))}`);
  console.log(`  on disk ${aFrame(total)} bytes a frame: ${each.join(", ")}`);
}

async function measureLoad(load: Load): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-measurements-bench-"));
  const dataDir = path.join(folder, "data");
  const storage = await openStorage(undefined, { dataDir });
  try {
    console.log(`${load.devices} devices, ${load.values} values a frame`);
    const store = storage.measurements;
    const frames = framesOf(load);
    // As a recomputation goes: the newest first.
    const newest = frames.toReversed();
    const first = await keep("kept for the first time, 1,000 at once", store, newest);
    await keep("again, nothing changed", store, newest);
    const changed = Array.from(newest, (one, n) => ({
      ...one,
      values: { ...one.values, level: n % 7 },
    }));
    await keep("again, one value changed", store, changed);
    const made = Array.from(changed, (one) => ({ ...one, madeBy: "javascript@1;measure@2" }));
    await keep("again, the same made by another codec", store, made);
    const live = Array.from(frames.slice(0, FRAMES / 2), (one) => {
      const time = one.time + BigInt(FRAMES) * NS_PER_S;
      return { ...one, frame: newId<string>(clock, random), time };
    });
    await keep("new ones as they come, 20 at once", store, live, 20);
    await askAll(store, frames[0]!);
    const bare = writeBareRows(folder, { frames: FRAMES, ...load });
    console.log(
      `  the rows of the first time in a bare loop: ${Math.round(bare.rows / (bare.cpuMs / 1000))} rows/s, ` +
        `${((1000 * bare.cpuMs) / FRAMES).toFixed(1)} µs a frame; here ${(first / bare.cpuMs).toFixed(1)} times as much`,
    );
    await storage.close();
    printSizes(path.join(dataDir, "state.db"));
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeping what frames measured, with roll-ups, and asking for it. */
export async function run(): Promise<void> {
  await measureLoad({ devices: 100, values: 2 });
  await measureLoad({ devices: 100, values: 10 });
  await measureLoad({ devices: 10_000, values: 2 });
}

if (import.meta.main) await run();
