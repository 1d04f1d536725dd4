import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodeEvent } from "@lorats/events";
import type { StoredLog } from "../src/log/log.ts";
import { sqliteEventLog } from "../src/sqlite/event-log.ts";
import { openThreads } from "../src/sqlite/open-threads.ts";
import { DEVICES, reception } from "./receptions.ts";
import { OTHER_TENANT } from "./support.ts";

const MEASURE_MS = 3000;
const CONCURRENCIES = [1, 10, 100, 1000];
const TARGET_PER_S = 30_000;

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString("en")}/s`;
}

/** What a sync of this disk costs by itself: appends of 4 KiB, each followed by fdatasync. */
function measureSync(directory: string): readonly number[] {
  const descriptor = openSync(path.join(directory, "sync"), "w");
  const page = new Uint8Array(4096);
  const times = Array.from({ length: 500 }, () => {
    writeSync(descriptor, page);
    const started = performance.now();
    fdatasyncSync(descriptor);
    return performance.now() - started;
  });
  closeSync(descriptor);
  return times.toSorted((a, b) => a - b);
}

async function grow(log: StoredLog, from: number, to: number): Promise<void> {
  const started = performance.now();
  const remaining = { next: from };
  const writer = async (): Promise<void> => {
    while (remaining.next < to) {
      const first = remaining.next;
      remaining.next += 1000;
      await log.append(Array.from({ length: 1000 }, (_, i) => reception(first + i)));
    }
  };
  await Promise.all([writer(), writer(), writer()]);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `  (grown to ${to.toLocaleString("en")} rows, ${perSecond((to - from) / seconds)} by thousands)`,
  );
}

async function measureAppends(log: StoredLog, concurrency: number): Promise<number> {
  const events = Array.from({ length: 5000 }, (_, n) => reception(n));
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const writer = async (_: unknown, first: number): Promise<void> => {
    for (let n = first; performance.now() - started < MEASURE_MS; n++) {
      const before = performance.now();
      await log.append([events[n % events.length]!]);
      times.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, writer));
  const rate = times.length / ((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  const cpuUs = (user + system) / times.length;
  times.sort((a, b) => a - b);
  console.log(
    `  ${String(concurrency).padStart(4)} at once: ${perSecond(rate).padStart(9)}, ` +
      `one append p50 ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}, ` +
      `max ${ms(times.at(-1)!)}; ${cpuUs.toFixed(1)} µs of processor an event`,
  );
  return rate;
}

async function timed(name: string, work: () => Promise<number>): Promise<void> {
  const started = performance.now();
  const count = await work();
  const elapsed = performance.now() - started;
  console.log(`  ${name}: ${count} events in ${ms(elapsed)}`);
}

async function measureReads(log: StoredLog): Promise<void> {
  const key = reception(0).key;
  await timed("a device's newest 100", async () => {
    return (await log.read({ key, before: "end", limit: 100 })).events.length;
  });
  await timed("nobody's events (the whole index)", async () => {
    return (await log.read({ key: "nobody" })).events.length;
  });
  await timed("10,000 by position, decoded", async () => {
    return (await log.read({ limit: 10_000 })).events.length;
  });
  await timed("10,000 of a tenant and type, decoded", async () => {
    const query = { tenantId: OTHER_TENANT, types: ["reception"], limit: 10_000 } as const;
    return (await log.read(query)).events.length;
  });
}

/** Durable appends with an empty log and with a million rows; `--full` adds ten million. */
export async function run(): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "lorats-bench-"));
  const file = path.join(directory, "log.db");
  const threads = await openThreads({ file, schema: "log" }, (crash) => console.log(crash));
  const log = sqliteEventLog(threads, { onProblem: (lost) => console.log(lost) });
  try {
    const syncs = measureSync(directory);
    console.log(
      `disk at ${tmpdir()}: fdatasync p50 ${ms(quantile(syncs, 0.5))}, p99 ${ms(quantile(syncs, 0.99))}`,
    );
    console.log(
      `events of ${encodeEvent(reception(0)).length} bytes from ${DEVICES.toLocaleString("en")} devices`,
    );
    const sizes = [0, 1_000_000, ...(process.argv.includes("--full") ? [10_000_000] : [])];
    let rows = 0;
    for (const size of sizes) {
      console.log(`\nwith ${size.toLocaleString("en")} rows present, synchronous=FULL:`);
      if (size > rows) await grow(log, rows, size);
      rows = size;
      const rates: number[] = [];
      for (const concurrency of CONCURRENCIES) rates.push(await measureAppends(log, concurrency));
      const best = Math.max(...rates);
      const verdict = best >= TARGET_PER_S ? "reached" : "missed";
      console.log(`  target ${perSecond(TARGET_PER_S)}: ${verdict} with ${perSecond(best)}`);
      if (size > 0) await measureReads(log);
    }
  } finally {
    await threads.close();
    rmSync(directory, { recursive: true });
  }
}
