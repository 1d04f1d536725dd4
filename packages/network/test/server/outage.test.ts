import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemorySessionStore } from "@lorats/network";
import { RadioBench } from "../support/radio-bench.ts";

/** Lets virtual time and promises run without waiting for the server to come to rest. */
async function stumble(bench: RadioBench, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10) {
    bench.clock.advance(10);
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("while the log does not answer", () => {
  it("nothing is acknowledged, nothing published; afterwards all goes on", async () => {
    const bench = await RadioBench.open();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.log.down = true;
    await assert.rejects(bench.hear(radio.uplink("01")), { code: "LOG_UNAVAILABLE" });
    bench.log.down = false;
    await bench.hear(radio.uplink("02"));
    await bench.run(300);
    assert.deepEqual(
      (await bench.logged("uplink")).map(({ body }) => body.fCnt),
      [1],
    );
  });

  it("frames that were acknowledged before wait for it, in order", async () => {
    const bench = await RadioBench.open();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"));
    await bench.hear(radio.uplink("02"));
    bench.log.down = true;
    await stumble(bench, 3000);
    assert.equal(bench.publishedOf("uplink").length, 0);
    assert.ok(bench.failures.length >= 2, "each failure is told");
    bench.log.down = false;
    for (let n = 0; n < 100 && bench.server.framesInFlight > 0; n++) await stumble(bench, 100);
    assert.equal(
      bench.server.counters.get("uplinks:fresh"),
      2,
      "counted once, however often tried",
    );
    assert.deepEqual(
      bench.publishedOf("uplink").map(({ body }) => body.fCnt),
      [0, 1],
    );
    assert.equal((await bench.logged("uplink")).length, 2);
  });

  it("a join that could not be written leaves no keys and no session behind", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.hear(radio.joinRequest());
    bench.log.down = true;
    await stumble(bench, 400);
    assert.equal((await bench.server.states([device.id])).size, 0);
    bench.log.down = false;
    for (let n = 0; n < 100 && bench.sender.handed.length === 0; n++) await stumble(bench, 100);
    const accept = bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload;
    assert.ok(radio.acceptJoin(accept));
    await bench.hear(radio.uplink("01"));
    await bench.run(300);
    assert.equal((await bench.logged("uplink")).length, 1);
  });

  it("a gateway is refused when too many frames wait", async () => {
    const bench = await RadioBench.open({ options: { maxFramesInFlight: 2 } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"));
    await bench.hear(radio.uplink("02"));
    await assert.rejects(bench.hear(radio.uplink("03")), { code: "NS_OVERLOADED" });
    assert.equal(bench.server.counters.get("overloaded"), 1);
    await bench.run(300);
    await bench.hear(radio.uplink("04"));
    await bench.run(300);
    assert.equal((await bench.logged("uplink")).length, 3);
  });
});

/** A session store whose answers can be held back: a database that is slow, or gone. */
class HeldStore extends MemorySessionStore {
  #gate: PromiseWithResolvers<void> | undefined;

  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  override async byDevAddr(
    ...asked: Parameters<MemorySessionStore["byDevAddr"]>
  ): ReturnType<MemorySessionStore["byDevAddr"]> {
    await this.#gate?.promise;
    return super.byDevAddr(...asked);
  }

  override async save(
    ...rows: Parameters<MemorySessionStore["save"]>
  ): ReturnType<MemorySessionStore["save"]> {
    await this.#gate?.promise;
    return super.save(...rows);
  }
}

describe("while the database does not answer", () => {
  it("what waits is bounded and refused with a count; what was acknowledged is decided afterwards", async () => {
    const bench = await RadioBench.open({ options: { maxFramesInFlight: 20 } });
    const store = new HeldStore();
    bench.kill();
    bench.sessions = store;
    await bench.start();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.kill();
    await bench.start();
    store.hold();
    let acknowledged = 0;
    for (let n = 0; n < 40; n++) {
      await bench.hear(radio.uplink("01")).then(
        () => acknowledged++,
        (error: { code: string }) => assert.equal(error.code, "NS_OVERLOADED"),
      );
      await stumble(bench, 50);
    }
    assert.equal(bench.server.framesInFlight, 20);
    assert.equal(acknowledged, 20);
    assert.equal(bench.server.counters.get("overloaded"), 20);
    assert.equal(bench.publishedOf("uplink").length, 0);
    store.release();
    for (let n = 0; n < 100 && bench.server.framesInFlight > 0; n++) await stumble(bench, 100);
    assert.equal(bench.publishedOf("uplink").length, 20, "nothing that was acknowledged is lost");
    await bench.hear(radio.uplink("02", { confirmed: true }));
    bench.sender.handed.length = 0;
    await bench.run(2500);
    assert.equal(bench.sender.handed.length, 1, "the next one is answered as ever");
  });
});
