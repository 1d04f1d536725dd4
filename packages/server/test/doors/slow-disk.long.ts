import assert from "node:assert/strict";
import { it } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Eui64 } from "@lorats/base";
import type { StartOptions } from "@lorats/server";
import { until } from "../../../base/test/until.ts";
import { StoredLog } from "../../../storage/src/log/log.ts";
import { storageOf } from "../../src/config/storage-of.ts";
import { readiness, refusedBy, startRunning } from "../support/running.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";

const FRAME_BYTES = 250;
/** May wait for the disk: a sixteenth of what may otherwise, so that it takes less to reach it. */
const WAITING_BYTES = 4 * 2 ** 20;
/** Frames of one datagram, where there are many. */
const TOGETHER = 8;

/** The server's own storage on a disk that takes its time, and counts what is on it. */
class FaultyDisk {
  syncMs = 0;
  /** Nothing is written before it resolves. */
  hang: Promise<void> | undefined;
  receptions = 0;

  readonly open: NonNullable<StartOptions["open"]> = async (...given) => {
    const storage = await storageOf(...given);
    const { engine, deviceKeys } = storage.log;
    const append = engine.append.bind(engine);
    engine.append = async (packed) => {
      await this.hang;
      if (this.syncMs > 0) await setTimeout(this.syncMs);
      const receptions = packed.types.filter((type) => type === "reception").length;
      const first = await append(packed);
      this.receptions += receptions;
      return first;
    };
    return {
      ...storage,
      log: new StoredLog(engine, { deviceKeys, maxWaitingBytes: WAITING_BYTES }),
    };
  };
}

let serial = 0;
/** A frame of nobody: what counts is that it is stored. */
function frame(): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES);
  bytes[0] = 0x40;
  new DataView(bytes.buffer).setUint32(8, ++serial);
  return bytes;
}

it("bears a disk that is slow, and one that hangs: what is acknowledged is stored, what waits is bounded, all goes on", async (t) => {
  const disk = new FaultyDisk();
  const running = await startRunning(
    t,
    { "semtech_udp.max_per_second": 100_000 },
    { open: disk.open },
  );
  const { client, tenantId, server } = running;
  const forwarder = async (eui: string): Promise<TinyForwarder> => {
    await client.createGateway({ tenantId, eui: eui as Eui64, name: eui });
    const made = await TinyForwarder.open(eui, server.semtechUdp!.port);
    t.after(() => made.close());
    return made;
  };
  const [single, many] = [await forwarder("0a00000000000e01"), await forwarder("0a00000000000e02")];
  const acknowledged = (): number => single.acknowledged + TOGETHER * many.acknowledged;
  const refusals = async (): Promise<number> =>
    (await refusedBy(running, "semtech-udp")).get("LOG_UNAVAILABLE") ?? 0;

  disk.syncMs = 300;
  let slowest = 0;
  for (let n = 1; n <= 100; n++) {
    single.push(frame());
    await setTimeout(20);
    assert.ok(acknowledged() <= disk.receptions, "nothing is acknowledged before it is stored");
    slowest = Math.max(slowest, n - single.acknowledged);
  }
  await until(() => single.acknowledged === 100, 5000);
  assert.equal((await readiness(running)).status, 200, "slow is not dead");

  const { promise, resolve: wake } = Promise.withResolvers<void>();
  disk.hang = promise;
  await setTimeout(1000);
  const before = { stored: disk.receptions, rss: process.memoryUsage.rss() };
  let pushed = 0;
  const push = async (datagrams: number): Promise<void> => {
    for (let n = 0; n < datagrams; n++) {
      many.pushAll(Array.from({ length: TOGETHER }, frame));
      if (++pushed % 10 === 0) await setTimeout(10);
    }
  };
  const silent = until(async () => {
    const now = await readiness(running);
    return now.status === 503 ? now : undefined;
  }, 60_000);
  for (let n = 0; n < 40 && (await refusals()) === 0; n++) await push(100);
  const refusedAt = await refusals();
  const taken = pushed - refusedAt;
  await push(500);
  const refused = (await refusals()) - refusedAt;
  assert.ok(refused > 250, `when enough waits, the rest is refused: ${refused} of 500`);
  assert.equal(disk.receptions, before.stored);
  assert.equal(many.acknowledged, 0, "and nothing of it is acknowledged");
  const { reason } = await silent;
  assert.match(reason!, /LOG_(?:SILENT|UNAVAILABLE)/);
  const grown = (process.memoryUsage.rss() - before.rss) / 2 ** 20;
  assert.ok(grown < 256, `memory grew by ${grown.toFixed(0)} MiB`);

  disk.syncMs = 0;
  disk.hang = undefined;
  wake();
  await until(() => many.acknowledged > 0, 60_000);
  await until(async () => (await readiness(running)).status === 200, 60_000);
  single.push(frame());
  await until(() => single.acknowledged === 101, 60_000);
  const caughtUp = disk.receptions;
  // Acknowledgements come in one burst, of which the forwarder's socket may lose some.
  assert.ok(acknowledged() <= caughtUp && many.acknowledged > 100, `${many.acknowledged}`);
  t.diagnostic(
    `figure: at 300 ms a sync at most ${slowest} of 50 datagrams/s waited; hanging, ${caughtUp - before.stored} receptions waited ` +
      `(${taken} datagrams, memory +${grown.toFixed(0)} MiB), the rest was refused; all that waited was stored`,
  );
});
