import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import type { DeviceId, LoratsError } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import { openStorage, type Storage } from "@lorats/storage";
import { numbersOf } from "../support.ts";

const WRITER = `${import.meta.dirname}/writer.ts`;
/** How often it is asked whether a database has noticed that its server was killed, ms. */
const LOCKED_EVERY_MS = 20;

/** Where a storage is that is to outlive its process. */
export interface Place {
  readonly dataDir: string;
  readonly postgresUrl?: string;
}

export interface Load {
  readonly firstNumber: number;
  readonly writers: number;
}

/** What a process that was killed had been promised, by key. */
export interface Acknowledged {
  readonly events: Map<string, number[]>;
  readonly sessions: Map<string, number>;
}

/** A process that writes. */
export interface Writing {
  /** Resolves with its next acknowledgement. */
  acknowledges(): Promise<void>;
  /** Kills it and adds what it had been promised until then. */
  kill(acknowledged: Acknowledged): Promise<void>;
}

/** Starts a process that writes; resolves with its first acknowledgement. */
export async function startWriting(
  { dataDir, postgresUrl }: Place,
  { writers, firstNumber }: Load,
): Promise<Writing> {
  const given = [dataDir, String(writers), String(firstNumber), postgresUrl ?? []].flat();
  const child = spawn(process.execPath, [WRITER, ...given], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = collectLines(child);
  const closed = once(child, "close");
  const early = failEarly(child);
  early.catch(() => {});
  const acknowledges = async (): Promise<void> => {
    await Promise.race([once(child.stdout!, "data"), early]);
  };
  await acknowledges();
  return {
    acknowledges,
    async kill(acknowledged) {
      if (child.exitCode !== null) await early;
      child.kill("SIGKILL");
      await closed;
      for (const line of lines()) note(line, acknowledged);
    },
  };
}

/**
 * Starts a process that writes, kills it with SIGKILL some time after its first acknowledgement, and adds what it
 * had been promised until then.
 */
export async function writeAndKill(
  place: Place,
  { delayMs, ...load }: Load & { readonly delayMs: number },
  acknowledged: Acknowledged,
): Promise<void> {
  const writing = await startWriting(place, load);
  await setTimeout(delayMs);
  await writing.kill(acknowledged);
}

async function failEarly(child: ChildProcess): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`the writing process ended by itself with ${code}`);
}

/** Whole lines only: the last one may have been cut. */
function collectLines(child: ChildProcess): () => readonly string[] {
  let text = "";
  child.stdout!.setEncoding("utf8").on("data", (more: string) => (text += more));
  return () => text.slice(0, text.lastIndexOf("\n")).split("\n");
}

export function nothingPromised(): Acknowledged {
  return { events: new Map(), sessions: new Map() };
}

/** How many events were promised. */
export function countEvents({ events }: Acknowledged): number {
  return [...events.values()].reduce((sum, numbers) => sum + numbers.length, 0);
}

function note(line: string, { events, sessions }: Acknowledged): void {
  const [kind, key, ...numbers] = line.split(" ") as [string, string, ...string[]];
  if (kind === "events") events.set(key, [...(events.get(key) ?? []), ...numbers.map(Number)]);
  else sessions.set(key, Number(numbers[0]));
}

/** What a check looked at: events, and where it ended. */
export interface Checked {
  readonly events: number;
  readonly head: Cursor | undefined;
}

/**
 * Opens what the killed process left and checks every promise: each event is there once, in its writer's order,
 * whole by its hash; sessions are there, and point at events that exist. With `since`, only what came after it.
 */
export async function checkPromises(
  place: Place,
  promised: Acknowledged,
  since?: Cursor,
): Promise<Checked> {
  const storage = await openWhenFree(place);
  try {
    if (since === undefined) assert.deepEqual((await storage.log.verify()).damage, []);
    const stored = new Map<string, number[]>();
    let events = 0;
    let after = since;
    do {
      const page = await storage.log.read({ after, limit: 10_000 });
      assert.deepEqual(page.damaged, []);
      for (const [key, group] of Map.groupBy(page.events, (event) => event.key)) {
        stored.set(key, [...(stored.get(key) ?? []), ...numbersOf(group)]);
      }
      events += page.events.length;
      after = page.next;
    } while (after);
    for (const [key, numbers] of promised.events) checkOrder(stored.get(key) ?? [], numbers, key);
    await checkSessions(storage, promised.sessions);
    return { events, head: await storage.log.head() };
  } finally {
    await storage.close();
  }
}

/** A database holds the lock of a server until it has noticed that it is gone. */
async function openWhenFree({ dataDir, postgresUrl }: Place): Promise<Storage> {
  for (;;) {
    try {
      return await openStorage(postgresUrl, { dataDir });
    } catch (error) {
      if (postgresUrl === undefined || (error as LoratsError).code !== "STORE_LOCKED") throw error;
      await setTimeout(LOCKED_EVERY_MS);
    }
  }
}

function checkOrder(stored: readonly number[], promised: readonly number[], key: string): void {
  const there = new Set(stored);
  assert.equal(there.size, stored.length, `${key}: nothing is there twice`);
  assert.deepEqual(
    stored,
    stored.toSorted((a, b) => a - b),
    `${key}: in order`,
  );
  const lost = promised.filter((n) => !there.has(n));
  assert.deepEqual(lost, [], `${key}: nothing that was acknowledged is lost`);
}

async function checkSessions(
  { sessions, log }: Pick<Storage, "sessions" | "log">,
  promised: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = await sessions.byDevice([...promised.keys()] as DeviceId[]);
  for (const [key, version] of promised) {
    const row = rows.get(key as DeviceId)!;
    assert.ok(row.version >= version, `${key}: the acknowledged session is there`);
    assert.ok(row.state.every((byte) => byte === row.version % 256));
    assert.equal((await log.get([row.position]))[0]!.key, key);
  }
}
