import assert from "node:assert/strict";
import { describe, it } from "node:test";
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
