// Run by the kill tests: appends and archives for ever, and says what was acknowledged, one number a line.
import path from "node:path";
import { ArchivedEngine } from "../../src/archive/archived-engine.ts";
import { archiveLog } from "../../src/archive/archiver.ts";
import { StoredLog } from "../../src/log/log.ts";
import { SqliteLogEngine } from "../../src/sqlite/event-log.ts";
import { openThreads } from "../../src/sqlite/open-threads.ts";
import { say } from "../say.ts";
import { numbered } from "../support.ts";

const [, , directory, firstNumber] = process.argv;
const file = path.join(directory!, "log.db");
const threads = await openThreads({ file, schema: "log" }, () => undefined);
const engine = new ArchivedEngine(new SqliteLogEngine(threads), path.join(directory!, "archive"));
const log = new StoredLog(engine);

/** Events in the database at most, ten stretches: what archives more slowly than others append never comes to an end. */
const AHEAD = 1000;
let moved = 0;

function isAhead(appended: number): boolean {
  return appended - moved > AHEAD;
}

async function write(): Promise<never> {
  const first = Number(firstNumber);
  for (let n = first; ; n += 10) {
    while (isAhead(n - first)) await new Promise((resolve) => setTimeout(resolve, 5));
    await log.append(Array.from({ length: 10 }, (_, i) => numbered(n + i)));
    say(String(n + 9));
  }
}

async function archive(): Promise<never> {
  for (;;) {
    const { segments, events } = await archiveLog(engine, 2n ** 62n, 100);
    moved += events;
    if (segments > 0) say(`archived ${segments}`);
    else await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

await Promise.all([write(), archive()]);
