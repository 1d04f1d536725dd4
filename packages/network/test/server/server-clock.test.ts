import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instantToGps, VirtualClock } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { ServerClock } from "../../src/gateway/server-clock.ts";
import { RadioBench } from "../support/radio-bench.ts";

const HOUR_MS = 3_600_000;

describe("the server's own clock", () => {
  for (const [name, byMs] of [
    ["ahead", HOUR_MS],
    ["back", -HOUR_MS],
  ] as const) {
    it(`jumps ${name}: frames are taken and answered as before, and no gateway is blamed`, async () => {
      const bench = await RadioBench.open();
      const { radio } = await bench.addDevice();
      await bench.join(radio);
      /** The gateway's own GPS goes on, whatever the server believes. */
      let truthMs = 0;
      const hear = async (): Promise<void> => {
        const gpsNs = instantToGps(bench.clock.now() - BigInt(truthMs + 20) * 1_000_000n);
        await bench.hear(radio.uplink("01", { confirmed: true }), {
          times: {
            counter: { kind: "tmst", us: Number(bench.clock.monotonic() / 1000n) - 20_000 },
            gpsNs: gpsNs - (gpsNs % 1_000_000n),
          },
        });
        await bench.run(3000);
      };
      for (let n = 0; n < 3; n++) await hear();
      bench.sender.handed.length = 0;
      bench.clock.jump(byMs);
      truthMs = byMs;
      for (let n = 0; n < 3; n++) await hear();
      const { counters } = bench.server;
      assert.equal(counters.get("server-clock:step"), 1);
      assert.equal(counters.get("uplinks:fresh"), 6);
      const delays = bench.sender.handed.map(({ downlink }) => downlink.items[0]!.timing);
      assert.deepEqual(
        delays.map((timing) => timing.kind === "delay" && timing.delayUs),
        [1_000_000, 1_000_000, 1_000_000],
        "RX1, each time",
      );
      // Alarms are told without waiting for them.
      await until(async () => (await bench.logged("alarm-signal")).length > 0);
      await bench.run(100);
      const alarms = (await bench.logged("alarm-signal")).map(({ body }) => body);
      assert.deepEqual(
        alarms.map(({ code, subject }) => [code, subject.kind]),
        [["server-clock-step", "server"]],
      );
      const [before, after] = (await bench.logged("reception"))
        .slice(-4, -2)
        .map(({ body }) => body.arrivedSdNs);
      assert.ok(before! < 2e9 && after! >= 3.6e12, `${before} ns, then ${after} ns`);
    });
  }

  it("is believed again after a while, and may be slewed without anybody's notice", () => {
    const clock = new VirtualClock();
    const server = new ServerClock(clock, 1e6);
    for (let s = 0; s < 600; s++) {
      clock.advance(1000);
      clock.jump(0.5);
      assert.equal(server.read().steppedNs, undefined);
    }
    clock.jump(-2000);
    assert.equal(server.read().steppedNs, -2e9);
    assert.ok(server.read().sdNs >= 2e9);
    clock.advance(601_000);
    assert.equal(server.read().sdNs, 1e6);
  });
});
