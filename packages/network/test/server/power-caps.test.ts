import assert from "node:assert/strict";
import { it } from "node:test";
import { RadioBench } from "../support/radio-bench.ts";

it("a gateway that cannot be so loud is asked with less, and from then on at once", async () => {
  const bench = await RadioBench.open({ profile: { classC: { timeoutS: 5 } } });
  const { device, radio } = await bench.addDevice();
  await bench.join(radio);
  await bench.hear(radio.uplink("01"));
  await bench.run(6000);
  bench.sender.handed.length = 0;
  bench.sender.answer = ({ downlink }) => (downlink.items[0]!.eirpDbm > 20 ? "TX_POWER" : "OK");
  await bench.enqueue(device, "aa");
  await bench.run(500);
  const powers = bench.sender.handed.map(({ downlink }) => downlink.items[0]!.eirpDbm);
  assert.deepEqual(powers, [29, 27, 23, 20], "869.525 MHz allows 29 dBm EIRP");
  const told = (await bench.logged("downlink")).slice(-4).map(({ body }) => body.powerDbm);
  assert.deepEqual(told, powers, "events say what was asked");
  const frames = new Set(
    bench.sender.handed.map(({ downlink }) =>
      Buffer.from(downlink.items[0]!.phyPayload).toString("hex"),
    ),
  );
  assert.equal(frames.size, 1, "one frame, one counter");
  bench.sender.handed.length = 0;
  await bench.run(3000);
  await bench.enqueue(device, "bb");
  await bench.run(500);
  assert.deepEqual(
    bench.sender.handed.map(({ downlink }) => downlink.items[0]!.eirpDbm),
    [20],
  );
  assert.equal(await bench.waiting(device.id), 0);
  bench.kill();
  await bench.start();
  bench.sender.handed.length = 0;
  await bench.run(3000);
  await bench.enqueue(device, "cc");
  await bench.run(500);
  assert.deepEqual(
    bench.sender.handed.map(({ downlink }) => downlink.items[0]!.eirpDbm),
    [20],
    "a restart does not forget it",
  );
});

it("what a gateway itself chose in place of the power asked for is asked for the next time", async () => {
  const bench = await RadioBench.open({ profile: { classC: { timeoutS: 5 } } });
  const { device, radio } = await bench.addDevice();
  await bench.join(radio);
  await bench.hear(radio.uplink("01"));
  await bench.run(6000);
  bench.sender.handed.length = 0;
  bench.sender.reducesToDbm = 22;
  await bench.enqueue(device, "aa");
  await bench.run(3000);
  await bench.enqueue(device, "bb");
  await bench.run(500);
  assert.deepEqual(
    bench.sender.handed.map(({ downlink }) => downlink.items[0]!.eirpDbm),
    [29, 22],
  );
});
