import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ArchivedEngine } from "../src/archive/archived-engine.ts";
import { archiveLog } from "../src/archive/archiver.ts";
import { StoredLog } from "../src/log/log.ts";
import { SqliteLogEngine } from "../src/sqlite/event-log.ts";
import { openThreads } from "../src/sqlite/open-threads.ts";
import { reception } from "./receptions.ts";

const EVENTS = 164_000;
const ALL = 2n ** 62n;

function megabytes(folder: string): number {
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

/** What it costs to move old events into the archive, and how long others wait for the log meanwhile. */
export async function run(): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "lorats-bench-"));
  const [file, folder] = [path.join(directory, "log.db"), path.join(directory, "archive")];
  const threads = await openThreads({ file, schema: "log" }, (crash) => console.log(crash));
  const engine = new ArchivedEngine(new SqliteLogEngine(threads), folder);
  const log = new StoredLog(engine);
  try {
    for (let n = 0; n < EVENTS; n += 1000) {
      await log.append(Array.from({ length: 1000 }, (_, i) => reception(n + i)));
    }
    const [cpu, began] = [process.cpuUsage(), performance.now()];
    const archiving = { isOver: false };
    const moving = archiveLog(engine, ALL).finally(() => (archiving.isOver = true));
    const waits: number[] = [];
    while (!archiving.isOver) {
      const asked = performance.now();
      await log.read({ before: "end", limit: 20 });
      waits.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { segments, events } = await moving;
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    waits.sort((a, b) => a - b);
    console.log(
      `archived ${events} events in ${segments} files: ${Math.round(events / seconds)} events/s, ` +
        `${((user + system) / events).toFixed(1)} µs of processor and ${((megabytes(folder) * 1e6) / events).toFixed(0)} bytes an event`,
    );
    console.log(
      `reading the newest 20 events meanwhile: p50 ${waits[waits.length >> 1]!.toFixed(1)} ms, max ${waits.at(-1)!.toFixed(1)} ms`,
    );
  } finally {
    await engine.close();
    await threads.close();
    rmSync(directory, { recursive: true });
  }
}
