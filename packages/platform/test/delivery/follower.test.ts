import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UnavailableError } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { MemoryEventLog } from "@lorats/events";
import {
  Follower,
  MemoryPublisherCursorStore,
  type Message,
  type PublisherCursorStore,
  type Sink,
} from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import { join, translator } from "./samples.ts";

class Collector implements Sink {
  readonly name: string;
  readonly got: string[] = [];
  refuse = 0;
  #waiting: { count: number; resolve: () => void } | undefined;

  constructor(name = "collector") {
    this.name = name;
  }

  async deliver(messages: readonly Message[]): Promise<void> {
    if (this.refuse > 0) {
      this.refuse--;
      throw new UnavailableError("TEST_REFUSED", "not now");
    }
    this.got.push(...messages.map(({ position }) => position));
    if (this.#waiting && this.got.length >= this.#waiting.count) this.#waiting.resolve();
  }

  async has(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { count, resolve };
    if (this.got.length < count) await promise;
  }
}

function follow(
  log: MemoryEventLog,
  sink: Sink,
  cursors: PublisherCursorStore,
  from: "beginning" | "now" = "beginning",
): { follower: Follower; stop: () => Promise<void> } {
  const translating = translator(log);
  const follower = new Follower({
    log,
    cursors,
    sink,
    from,
    clock: systemClock,
    translate: (events) => translating.translate(events),
  });
  const controller = new AbortController();
  const running = follower.run(controller.signal);
  return {
    follower,
    stop: async () => {
      controller.abort();
      await running;
    },
  };
}

describe("follower", () => {
  it("delivers everything once and in order, and goes on where it stopped", async () => {
    const log = new MemoryEventLog();
    const cursors = new MemoryPublisherCursorStore();
    const first = await log.append([join(), join()]);
    const sink = new Collector();
    const before = follow(log, sink, cursors);
    await sink.has(2);
    await before.stop();
    const second = await log.append([join()]);
    const after = follow(log, sink, cursors);
    await sink.has(3);
    const third = await log.append([join()]);
    await sink.has(4);
    await after.stop();
    assert.equal(after.follower.status.delivered, 2);
    assert.deepEqual(sink.got, [...first, ...second, ...third]);
    assert.equal(await cursors.load("collector"), third[0]);
  });

  it("begins at the end when asked to, even after a restart without traffic", async () => {
    const log = new MemoryEventLog();
    const cursors = new MemoryPublisherCursorStore();
    await log.append([join()]);
    const sink = new Collector();
    await follow(log, sink, cursors, "now").stop();
    const later = await log.append([join()]);
    const again = follow(log, sink, cursors, "now");
    await sink.has(1);
    await again.stop();
    assert.deepEqual(sink.got, later);
  });

  it("offers again what a sink refused, and reports the refusal meanwhile", async () => {
    const log = new MemoryEventLog();
    const positions = await log.append([join()]);
    const sink = new Collector();
    sink.refuse = 2;
    const { follower, stop } = follow(log, sink, new MemoryPublisherCursorStore());
    await sink.has(1);
    assert.equal(follower.status.failures, 2);
    await stop();
    assert.equal(follower.status.lastError, undefined);
    assert.deepEqual(sink.got, positions);
  });

  it("is not delayed by another sink that hangs", async () => {
    const log = new MemoryEventLog();
    const cursors = new MemoryPublisherCursorStore();
    const hanging: Sink = { name: "hanging", deliver: () => new Promise(() => {}) };
    const sink = new Collector();
    const stuck = follow(log, hanging, cursors);
    const quick = follow(log, sink, cursors);
    await log.append([join(), join()]);
    await sink.has(2);
    await quick.stop();
    await stuck.stop();
    assert.equal(await cursors.load("hanging"), undefined);
  });

  it("moves on past nothing when stopped while a sink refuses", async () => {
    const log = new MemoryEventLog();
    const cursors = new MemoryPublisherCursorStore();
    await log.append([join()]);
    const sink = new Collector();
    sink.refuse = Number.POSITIVE_INFINITY;
    const { follower, stop } = follow(log, sink, cursors);
    await until(() => follower.status.failures > 0);
    await stop();
    assert.equal(await cursors.load("collector"), undefined);
  });

  it("survives a cursor store that fails for a while", async () => {
    const log = new MemoryEventLog();
    const inner = new MemoryPublisherCursorStore();
    let failing = true;
    let failures = 0;
    const cursors: PublisherCursorStore = {
      load: (name) => inner.load(name),
      delete: (name) => inner.delete(name),
      save: async (name, cursor) => {
        if (failing) {
          failures++;
          throw new UnavailableError("TEST_DISK", "full");
        }
        await inner.save(name, cursor);
      },
    };
    const sink = new Collector();
    const { stop } = follow(log, sink, cursors);
    await log.append([join()]);
    await sink.has(1);
    await until(() => failures > 0);
    assert.equal(await inner.load("collector"), undefined);
    failing = false;
    const [last] = await log.append([join()]);
    await sink.has(2);
    await stop();
    assert.equal(await inner.load("collector"), last);
  });
});
