import assert from "node:assert/strict";
import { it } from "node:test";
import { VirtualClock, type Instant } from "@lorats/base";
import { loadConfig } from "@lorats/server";
import type { Retention } from "@lorats/storage";
import { pino } from "pino";
import { Metrics } from "../../src/metrics.ts";
import { keepArchiving } from "../../src/start/keep-tidy.ts";

const DAY = 86_400_000_000_000n;

it("archives what is old and lets go of what its class keeps no longer, every hour", async (t) => {
  const metrics = new Metrics();
  t.after(() => metrics.stop());
  const clock = new VirtualClock((2_000_000n * DAY) / 100n);
  const asked: [Instant, Retention][] = [];
  let archivedBefore: Instant = 0n;
  const storage = {
    archive: async (before: Instant) => {
      archivedBefore = before;
      return { segments: 1, events: 5 };
    },
    expire: async (retention: Retention) => {
      asked.push([archivedBefore, retention]);
      return { segments: 1, events: 3 };
    },
  };
  const environment = { LORATS_LOG_ARCHIVE_AFTER_DAYS: "10", LORATS_LOG_KEEP_SDR_DAYS: "90" };
  const services = { config: loadConfig({ environment }), clock, metrics };
  const logger = pino({ level: "silent" });
  const begun = clock.now();
  const stop = keepArchiving(services, storage, { logger } as never);
  await new Promise(setImmediate);
  const kept = (now: Instant) => ({ foreign: now - 30n * DAY, sdr: now - 90n * DAY });
  assert.deepEqual(asked, [[begun - 10n * DAY, kept(begun)]]);
  clock.advance(3_600_000);
  await new Promise(setImmediate);
  assert.deepEqual(asked[1]?.[1], kept(clock.now()));
  stop();
  const text = await metrics.registry.metrics();
  assert.match(text, /^lorats_log_expired_total 6$/m);
  const off = keepArchiving({ ...services, config: loadConfig({ environment: {} }) }, storage, {
    logger,
  } as never);
  assert.equal(asked.length, 2);
  off();
});
