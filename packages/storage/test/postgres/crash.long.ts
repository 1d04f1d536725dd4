import assert from "node:assert/strict";
import { after, describe, it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { SeededRandom, uniformInt } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import {
  checkPromises,
  countEvents,
  nothingPromised,
  startWriting,
  writeAndKill,
  type Acknowledged,
  type Place,
} from "../crash/promises.ts";
import { scratchDirectory } from "../support.ts";
import { startPostgres } from "./server.ts";

const SERVER_KILLS = 100;
const DATABASE_KILLS = 60;
/** After so many kills of the database, all that was promised since the last time is looked for. */
const CHECK_EVERY = 10;

/** As people run it: a commit is on the disk before it is acknowledged. */
const server = await startPostgres(["-c", "fsync=on", "-c", "synchronous_commit=on"]);
after(() => server.stop());

async function placeFor(t: TestContext): Promise<Place> {
  return { dataDir: scratchDirectory(t), postgresUrl: await server.emptySchema() };
}

function add(all: Acknowledged, { events, sessions }: Acknowledged): void {
  for (const [key, numbers] of events) {
    all.events.set(key, [...(all.events.get(key) ?? []), ...numbers]);
  }
  for (const [key, version] of sessions) all.sessions.set(key, version);
}

describe("durability in PostgreSQL", () => {
  it(`loses nothing that it acknowledged in ${SERVER_KILLS} kills of the server at random moments`, async (t) => {
    const place = await placeFor(t);
    const all = nothingPromised();
    const random = new SeededRandom(2027);
    let head: Cursor | undefined;
    for (let round = 0; round < SERVER_KILLS; round++) {
      const load = {
        firstNumber: round * 1_000_000,
        delayMs: uniformInt(random, 400),
        writers: 1 + uniformInt(random, 64),
      };
      const promised = nothingPromised();
      await writeAndKill(place, load, promised);
      ({ head } = await checkPromises(place, promised, head));
      add(all, promised);
    }
    const { events } = await checkPromises(place, all);
    const count = countEvents(all);
    t.diagnostic(
      `figure: ${SERVER_KILLS} kills of the server, ${count} events acknowledged, ${events} stored, 0 lost`,
    );
  });

  it(`loses nothing that it acknowledged in ${DATABASE_KILLS} kills of the database at random moments`, async (t) => {
    const place = await placeFor(t);
    const all = nothingPromised();
    const random = new SeededRandom(2028);
    let head: Cursor | undefined;
    for (let kills = 0; kills < DATABASE_KILLS; kills += CHECK_EVERY) {
      const load = { firstNumber: kills * 1_000_000, writers: 1 + uniformInt(random, 64) };
      const writing = await startWriting(place, load);
      for (let kill = 0; kill < CHECK_EVERY; kill++) {
        await setTimeout(uniformInt(random, 400));
        await server.kill();
        await server.restart();
        // The same server goes on by itself, and the next kill meets it at work.
        await writing.acknowledges();
      }
      const promised = nothingPromised();
      await writing.kill(promised);
      ({ head } = await checkPromises(place, promised, head));
      add(all, promised);
    }
    const { events } = await checkPromises(place, all);
    const count = countEvents(all);
    assert.ok(count > 0);
    t.diagnostic(
      `figure: ${DATABASE_KILLS} kills of the database, ${count} events acknowledged, ${events} stored, 0 lost`,
    );
  });
});
