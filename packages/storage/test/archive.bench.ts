import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { SeededRandom, uniformInt } from "@lorats/base";
import { ArchivedEngine } from "../src/archive/archived-engine.ts";
import { archiveLog } from "../src/archive/archiver.ts";
import { StoredLog } from "../src/log/log.ts";
import { cursorOf } from "../src/log/positions.ts";
import { SqliteLogEngine } from "../src/sqlite/event-log.ts";
import { openThreads } from "../src/sqlite/open-threads.ts";
import { reception } from "./receptions.ts";

const EVENTS = 164_000;
const ALL = 2n ** 62n;

function megabytes(folder: string): number {
  const sizes = readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
  return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
}

/** @param waits ms, in ascending order */
function quantiles(waits: readonly number[]): string {
  const at = (part: number): string => waits[Math.floor((waits.length - 1) * part)]!.toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms (${waits.length} reads)`;
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
    const meanwhile = async (read: () => Promise<unknown>): Promise<number[]> => {
      const waits: number[] = [];
      while (!archiving.isOver) {
        const asked = performance.now();
        await read();
        waits.push(performance.now() - asked);
        await setTimeout(20);
      }
      return waits.toSorted((a, b) => a - b);
    };
    const random = new SeededRandom(7);
    const firstArchived = async (): Promise<void> => {
      while ((await engine.end()) === 0) await setTimeout(1);
    };
    const [newest, archived] = await Promise.all([
      meanwhile(() => log.read({ before: "end", limit: 20 })),
      firstArchived().then(() =>
        meanwhile(async () => {
          const after = cursorOf(1 + uniformInt(random, await engine.end()));
          await log.read({ after, limit: 20 });
        }),
      ),
    ]);
    const { segments, events } = await moving;
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    console.log(
      `archived ${events} events in ${segments} files: ${Math.round(events / seconds)} events/s, ` +
        `${((user + system) / events).toFixed(1)} µs of processor and ${((megabytes(folder) * 1e6) / events).toFixed(0)} bytes an event`,
    );
    console.log(`reading the newest 20 events meanwhile: ${quantiles(newest)}`);
    console.log(`reading 20 archived events meanwhile: ${quantiles(archived)}`);
  } finally {
    await engine.close();
    await threads.close();
    rmSync(directory, { recursive: true });
  }
}
