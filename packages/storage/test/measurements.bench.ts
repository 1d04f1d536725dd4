import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { ApplicationId, DeviceId } from "@lorats/base";
import { SeededRandom, VirtualClock, newId } from "@lorats/base";
import type { FrameMeasurements, MeasurementStore } from "@lorats/platform";
import { openStorage } from "../src/index.ts";
import { TENANT } from "./support.ts";

const FRAMES = 50_000;
const AT_ONCE = 1000;
const NS_PER_S = 1_000_000_000n;
const BEGIN = 1_795_219_200_000_000_000n;

const clock = new VirtualClock();
const random = new SeededRandom(7);

interface Load {
  readonly devices: number;
  readonly values: number;
}

/** Of so many devices in turn, a second apart, the newest first, as a recomputation goes. */
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
  })).toReversed();
}

const ms = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

async function keep(
  name: string,
  store: MeasurementStore,
  frames: readonly FrameMeasurements[],
): Promise<number> {
  const all = process.cpuUsage();
  const main = process.threadCpuUsage();
  const began = performance.now();
  for (let at = 0; at < frames.length; at += AT_ONCE) {
    await store.put(frames.slice(at, at + AT_ONCE));
  }
  const tookMs = performance.now() - began;
  const [allMs, mainMs] = [ms(process.cpuUsage(all)), ms(process.threadCpuUsage(main))];
  const perSecond = (spent: number): string => String(Math.round(frames.length / (spent / 1000)));
  const us = (spent: number): string => ((1000 * spent) / frames.length).toFixed(1);
  console.log(
    `  ${name}: ${perSecond(tookMs)} frames/s; processor ${us(allMs)} µs a frame, ` +
      `${us(mainMs)} of them the main thread's`,
  );
  return allMs;
}

/** What SQLite takes for the same rows and nothing else: a loop in this thread, with the same syncs. */
function bare(folder: string, frames: readonly FrameMeasurements[]): number {
  const db = new DatabaseSync(path.join(folder, "bare.db"));
  db.exec("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384");
  db.exec(
    `create table frames (number integer primary key, frame text not null unique, time integer,
       said text, origin_id integer) strict;
     create table points (series_id integer, time integer, frame_number integer, value real,
       primary key (series_id, time, frame_number)) strict, without rowid`,
  );
  const frame = db.prepare("insert into frames values (?, ?, ?, ?, ?)");
  const point = db.prepare("insert into points values (?, ?, ?, ?)");
  const series = new Map<string, bigint>();
  let number = 0n;
  const before = process.threadCpuUsage();
  for (let at = 0; at < frames.length; at += AT_ONCE) {
    db.exec("begin");
    const points: [bigint, bigint, bigint, number][] = [];
    for (const one of frames.slice(at, at + AT_ONCE)) {
      number++;
      frame.run(number, one.frame, one.time, JSON.stringify(one.values), 1n);
      for (const [name, value] of Object.entries(one.values)) {
        const key = `${one.deviceId}/${name}`;
        let id = series.get(key);
        if (id === undefined) series.set(key, (id = BigInt(series.size)));
        points.push([id, one.time, number, value]);
      }
    }
    points.sort((a, b) => Number(a[0] - b[0]));
    for (const row of points) point.run(...row);
    db.exec("commit");
  }
  db.close();
  return ms(process.threadCpuUsage(before));
}

async function measureLoad(load: Load): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-measurements-bench-"));
  const dataDir = path.join(folder, "data");
  const storage = await openStorage(undefined, { dataDir });
  try {
    const frames = framesOf(load);
    console.log(
      `${load.devices} devices, ${load.values} values a frame, ${AT_ONCE} frames at once`,
    );
    const store = storage.measurements;
    const first = await keep("kept for the first time", store, frames);
    await keep("again, nothing changed", store, frames);
    const changed = frames.map((one, n) => ({ ...one, values: { ...one.values, level: n % 7 } }));
    await keep("again, one value changed", store, changed);
    const made = changed.map((one) => ({ ...one, madeBy: "javascript@1;measure@2" }));
    await keep("again, made by another codec", store, made);
    const loop = bare(folder, frames);
    const rows = FRAMES * (1 + load.values);
    console.log(
      `  the same rows in a bare loop: ${Math.round(rows / (loop / 1000))} rows/s, ` +
        `${((1000 * loop) / FRAMES).toFixed(1)} µs a frame: ${(first / loop).toFixed(1)} times as much here`,
    );
    await storage.close();
    const db = new DatabaseSync(path.join(dataDir, "state.db"), { readOnly: true });
    const sizes = db
      .prepare(
        "select name, sum(pgsize) as bytes from dbstat where name like '%measurement%' group by name",
      )
      .all();
    const total = sizes.reduce((sum, { bytes }) => sum + Number(bytes), 0);
    console.log(`  on disk ${(total / FRAMES).toFixed(0)} bytes a frame, roll-ups included`);
    for (const { name, bytes } of sizes)
      console.log(`    ${String(name)}: ${(Number(bytes) / FRAMES).toFixed(1)}`);
    db.close();
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keeping what frames measured, with roll-ups. */
export async function run(): Promise<void> {
  await measureLoad({ devices: 100, values: 2 });
  await measureLoad({ devices: 100, values: 10 });
  await measureLoad({ devices: 10_000, values: 2 });
}

if (import.meta.main) await run();
