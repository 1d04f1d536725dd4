import assert from "node:assert/strict";
import { it } from "node:test";
import { UnavailableError, VirtualClock, type TenantId } from "@lorats/base";
import { MemoryEventLog, newEvent } from "@lorats/events";
import { LogHealth } from "../src/log-health.ts";

it("says why nothing can be stored until something can, and forgets after a while without a try", async () => {
  const clock = new VirtualClock();
  const health = new LogHealth(clock);
  const log = new MemoryEventLog();
  let full = true;
  const append = log.append.bind(log);
  log.append = async (events) => {
    if (full) throw new UnavailableError("STORE_FULL", "the disk is full");
    return append(events);
  };
  const watched = health.watch(log);
  const at = { tenantId: "t" as TenantId, key: "k", time: 1n };
  const event = newEvent("alarm-signal", at, {
    code: "x",
    subject: { kind: "server", id: "s" },
    state: "raised",
    severity: "info",
    message: "m",
  });
  assert.equal(await health.trouble("."), undefined);
  await assert.rejects(watched.append([event]), { code: "STORE_FULL" });
  assert.equal(await health.trouble("."), "STORE_FULL: the disk is full");
  full = false;
  await watched.append([event]);
  assert.equal(await health.trouble("."), undefined);
  assert.equal((await watched.read({ limit: 10 })).events.length, 1);
  full = true;
  await assert.rejects(watched.append([event]));
  clock.advance(31_000);
  assert.equal(await health.trouble("."), undefined);
});

it("says so when the log does not answer at all", async () => {
  const clock = new VirtualClock();
  const health = new LogHealth(clock);
  const log = new MemoryEventLog();
  const { promise, resolve } = Promise.withResolvers<readonly never[]>();
  log.append = () => promise;
  const asked = health.watch(log).append([]);
  assert.equal(await health.trouble("."), undefined);
  clock.advance(11_000);
  assert.equal(await health.trouble("."), "LOG_SILENT: nothing was stored for 11 s");
  resolve([]);
  await asked;
  assert.equal(await health.trouble("."), undefined);
});
