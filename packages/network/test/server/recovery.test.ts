import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toHex } from "@lorats/base";
import { RadioBench } from "../support/radio-bench.ts";
import { StallingStore } from "../support/stalling-store.ts";

async function row(bench: RadioBench, id: Parameters<RadioBench["waiting"]>[0]): Promise<string> {
  const found = (await bench.sessions.byDevice([id])).get(id);
  return found ? toHex(found.state) : "none";
}

describe("after kill -9", () => {
  it("decides what was acknowledged and not yet decided, once, without an answer", async () => {
    const bench = await RadioBench.open({ gateways: 2 });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01", { confirmed: true }));
    bench.kill();
    const answered = bench.sender.handed.length;
    await bench.start();
    await bench.run(3000);
    const uplinks = await bench.logged("uplink");
    assert.deepEqual(
      uplinks.map(({ body }) => [body.fCnt, body.receptions.length]),
      [[0, 2]],
    );
    assert.equal(bench.sender.handed.length, answered);
    bench.kill();
    await bench.start();
    assert.equal((await bench.logged("uplink")).length, 1, "a second start finds nothing to do");
    await bench.hear(radio.uplink("02"));
    await bench.run(500);
    assert.equal((await bench.logged("uplink")).at(-1)!.body.fCnt, 1);
  });

  it("folds the log into rows that were never written", async () => {
    const store = new StallingStore();
    const bench = await RadioBench.open();
    bench.kill();
    bench.sessions = store;
    await bench.start();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"));
    await bench.run(500);
    store.stalled = true;
    for (let n = 0; n < 5; n++) {
      await bench.enqueue(device, "aa55");
      await bench.hear(radio.uplink("02", { confirmed: n === 2 }));
      await bench.run(2500);
    }
    const before = await row(bench, device.id);
    const used = bench.sender.handed.slice(1).map(({ downlink }) => {
      return radio.hear(downlink.items[0]!.phyPayload).fCnt;
    });
    bench.kill();
    bench.sessions = store.disk;
    assert.notEqual(await row(bench, device.id), before, "the disk had not caught up");
    await bench.start();
    assert.equal(await row(bench, device.id), before);
    await bench.enqueue(device, "77");
    await bench.hear(radio.uplink("03"));
    await bench.run(2500);
    const next = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.equal(next.payload, "77");
    assert.equal(next.fCnt, Math.max(...used) + 1, "no downlink counter is used twice");
    assert.equal(new Set(used).size, used.length);
    assert.equal((await bench.logged("uplink")).at(-1)!.body.fCnt, 6);
  });

  it("keeps a join that was answered and not written", async () => {
    const store = new StallingStore();
    const bench = await RadioBench.open();
    bench.kill();
    bench.sessions = store;
    await bench.start();
    store.stalled = true;
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.kill();
    bench.sessions = store.disk;
    await bench.start();
    const spent = radio.devNonce;
    await bench.hear(radio.uplink("01"));
    await bench.run(500);
    assert.equal((await bench.logged("uplink")).length, 1, "no rejoin is needed");
    await bench.hear(radio.joinRequest(spent));
    await bench.run(500);
    assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_DEVNONCE_USED");
  });

  it("takes a downlink counter for good even if the gateway was never told", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    bench.sender.answer = () => {
      bench.kill();
      return "OK";
    };
    await bench.enqueue(device, "11");
    await bench.hear(radio.uplink("01"));
    const handed = bench.sender.handed.length;
    while (bench.sender.handed.length === handed) {
      bench.clock.advance(10);
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    }
    const lost = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    bench.sender.answer = () => "OK";
    await bench.start();
    await bench.hear(radio.uplink("02"));
    await bench.run(2500);
    const again = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.deepEqual(
      [lost.payload, again.payload],
      ["11", "11"],
      "a message is sent at least once",
    );
    assert.equal(again.fCnt, lost.fCnt + 1);
  });

  it("reads a damaged row from the log instead", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"));
    await bench.run(500);
    await bench.server.stop();
    bench.kill();
    const stored = (await bench.sessions.byDevice([device.id])).get(device.id)!;
    await bench.sessions.save([{ ...stored, state: stored.state.slice(0, 30) }]);
    await bench.start();
    await bench.hear(radio.uplink("02"));
    await bench.run(500);
    assert.equal((await bench.logged("uplink")).at(-1)!.body.fCnt, 1);
    assert.equal(bench.failures.length, 1);
  });
});
