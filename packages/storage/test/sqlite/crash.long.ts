import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { SeededRandom, uniformInt } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { run, scratchDirectory } from "../support.ts";
import { checkPromises, countEvents, nothingPromised, writeAndKill } from "../crash/promises.ts";

const KILLS = 100;

describe("durability", () => {
  it(`loses nothing that it acknowledged in ${KILLS} kills at random moments`, async (t) => {
    const dataDir = scratchDirectory(t);
    const all = nothingPromised();
    const random = new SeededRandom(2026);
    let head: Cursor | undefined;
    for (let round = 0; round < KILLS; round++) {
      const at = {
        firstNumber: round * 1_000_000,
        delayMs: uniformInt(random, 400),
        writers: 1 + uniformInt(random, 64),
      };
      const promised = nothingPromised();
      await writeAndKill({ dataDir }, at, promised);
      ({ head } = await checkPromises({ dataDir }, promised, head));
      for (const [key, numbers] of promised.events) {
        all.events.set(key, [...(all.events.get(key) ?? []), ...numbers]);
      }
    }
    const { events } = await checkPromises({ dataDir }, all);
    const count = countEvents(all);
    t.diagnostic(`figure: ${KILLS} kills, ${count} events acknowledged, ${events} stored, 0 lost`);
  });

  const skip = run("strace", ["-V"]) ? false : "strace is not installed";
  it("syncs the log after every write and before every acknowledgement", { skip }, (t) => {
    const directory = scratchDirectory(t);
    const trace = path.join(directory, "trace");
    const writer = path.join(import.meta.dirname, "..", "crash", "writer.ts");
    const calls = "trace=write,pwrite64,fsync,fdatasync";
    const tracing = ["strace", "-f", "-y", "-s", "20", "-e", calls, "-o", trace];
    const writing = [process.execPath, writer, path.join(directory, "data"), "1", "0"];
    run("timeout", ["-s", "KILL", "10", ...tracing, ...writing]);
    const { events, sessions } = checkTrace(readFileSync(trace, "utf8").split("\n"));
    assert.ok(events > 100 && sessions > 20);
    t.diagnostic(`figure: ${events + sessions} acknowledgements traced, each after its sync`);
  });
});

/** What has happened to a write-ahead log since the last acknowledgement. */
interface Wal {
  writes: number;
  isSynced: boolean;
}

/**
 * Reads a trace of one writer, which waits for each answer: at every acknowledgement its write-ahead log has been
 * written since the one before, and synced since it was last written.
 */
function checkTrace(lines: readonly string[]): { events: number; sessions: number } {
  const wals: Record<"events" | "session", Wal> = {
    events: { writes: 0, isSynced: false },
    session: { writes: 0, isSynced: false },
  };
  const of = (file: string): Wal => (file === "log" ? wals.events : wals.session);
  const counts = { events: 0, session: 0 };
  /** Threads inside a sync that the trace shows in two lines. */
  const syncing = new Map<string, Wal>();
  for (const line of lines) {
    const thread = line.split(" ", 1)[0]!;
    const write = /pwrite64\(\d+<[^>]*\/(log|state)\.db-wal>/.exec(line);
    const sync = /f(?:data)?sync\(\d+<[^>]*\/(log|state)\.db-wal>(.*)/.exec(line);
    const said = /write\(1<[^>]*>, "(events|session) /.exec(line);
    if (write) {
      of(write[1]!).writes++;
      of(write[1]!).isSynced = false;
    } else if (sync && /\)\s+= 0/.test(sync[2]!)) {
      of(sync[1]!).isSynced = true;
    } else if (sync) {
      syncing.set(thread, of(sync[1]!));
    } else if (/sync resumed>\)\s+= 0/.test(line) && syncing.has(thread)) {
      syncing.get(thread)!.isSynced = true;
      syncing.delete(thread);
    } else if (said) {
      const kind = said[1] as "events" | "session";
      assert.ok(wals[kind].writes > 0, `something was written before: ${line}`);
      assert.ok(wals[kind].isSynced, `and synced: ${line}`);
      wals[kind].writes = 0;
      counts[kind]++;
    }
  }
  return { events: counts.events, sessions: counts.session };
}
