import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { ArchivedEngine } from "../../src/archive/archived-engine.ts";
import { StoredLog } from "../../src/log/log.ts";
import { SqliteLogEngine } from "../../src/sqlite/event-log.ts";
import { openThreads } from "../../src/sqlite/open-threads.ts";
import { numbersOf, scratchDirectory, type Scope } from "../support.ts";

const WRITER = new URL("archiving-writer.ts", import.meta.url).pathname;

/**
 * Kills a process that appends and archives, again and again, while stretches move; whatever it acknowledged is there once,
 * in order, and as it was. Returns a figure in words.
 */
export async function killWhileArchiving(scope: Scope, kills: number): Promise<string> {
  const directory = scratchDirectory(scope);
  let next = 1;
  let stretches = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [WRITER, directory, String(next)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "exit");
    let acknowledged = next - 1;
    // After stretches were moved a different number of times, and a moment later each time.
    let left = 1 + (kill % 4);
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.startsWith("archived")) acknowledged = Number(line);
      else {
        stretches += Number(line.split(" ")[1]);
        if (--left === 0) setTimeout(() => child.kill("SIGKILL"), (kill * 7) % 30);
      }
    }
    await ended;
    next = (await everythingIsThere(directory, acknowledged)) + 1;
  }
  return `${kills} kills while ${stretches} stretches moved, ${next - 1} events there once each, 0 lost`;
}

/** Resolves to how many there are: what was on its way when it was killed may be there, too. */
async function everythingIsThere(directory: string, acknowledged: number): Promise<number> {
  const file = path.join(directory, "log.db");
  const threads = await openThreads({ file, schema: "log" }, () => undefined);
  const engine = new ArchivedEngine(new SqliteLogEngine(threads), path.join(directory, "archive"));
  try {
    const log = new StoredLog(engine);
    const numbers: number[] = [];
    for (let after; ;) {
      const page = await log.read({ ...(after !== undefined && { after }), limit: 10_000 });
      assert.deepEqual(page.damaged, []);
      numbers.push(...numbersOf(page.events));
      after = page.next;
      if (after === undefined) break;
    }
    assert.ok(numbers.length >= acknowledged, `${numbers.length} of ${acknowledged}`);
    assert.ok(numbers.every((number, i) => number === i + 1));
    assert.deepEqual((await log.verify()).damage, []);
    return numbers.length;
  } finally {
    await engine.close();
    await threads.close();
  }
}
