import assert from "node:assert/strict";
import { it } from "node:test";
import { RadioBench } from "../support/radio-bench.ts";

it("class C: a message goes out at once on RX2, one after the other, until it is acknowledged", async () => {
  const bench = await RadioBench.open({ gateways: 2, profile: { classC: { timeoutS: 5 } } });
  const { device, radio } = await bench.addDevice();
  const heard = (): ReturnType<typeof radio.hear>[] =>
    bench.sender.handed.map(({ downlink }) => radio.hear(downlink.items[0]!.phyPayload));
  await bench.join(radio);
  bench.sender.handed.length = 0;

  await bench.enqueue(device, "01");
  await bench.run(1000);
  assert.equal(heard().length, 0, "a device that never spoke is not there yet");
  await bench.hear(radio.uplink("aa"), { snrs: [-3, 4] });
  await bench.run(7000);
  assert.deepEqual(
    heard().map(({ payload }) => payload),
    ["01"],
  );
  bench.sender.handed.length = 0;

  await bench.enqueue(device, "02");
  await bench.enqueue(device, "03", { confirmed: true, attemptsLeft: 2 });
  await bench.run(100);
  const [first] = bench.sender.handed;
  assert.equal(first!.gatewayId, bench.gateways[1]!.id, "the gateway that hears it best");
  assert.equal(first!.downlink.deviceClass, "C");
  assert.deepEqual(first!.downlink.items[0]!.timing, { kind: "immediately" });
  assert.equal(first!.downlink.items[0]!.freqHz, 869_525_000);
  await bench.run(3000);
  assert.deepEqual(
    heard().map(({ payload, confirmed }) => [payload, confirmed]),
    [
      ["02", false],
      ["03", true],
    ],
  );
  await bench.run(6000);
  assert.deepEqual(
    heard().map(({ payload, fCnt }) => [payload, fCnt]),
    [
      ["02", 1],
      ["03", 2],
      ["03", 3],
    ],
  );
  await bench.hear(radio.uplink("bb", { ack: true }));
  await bench.run(8000);
  assert.deepEqual(
    bench.publishedOf("delivery").map(({ body }) => [body.outcome, body.fCntDown]),
    [["acknowledged", 3]],
  );
  assert.equal(heard().length, 3);
  const windows = (await bench.logged("downlink")).slice(-3).map(({ body }) => body.window);
  assert.deepEqual(windows, ["class-c", "class-c", "class-c"]);
  assert.deepEqual(bench.failures, []);
});

it("class C: another gateway when the first refuses, and later again when none can", async () => {
  const bench = await RadioBench.open({ gateways: 2, profile: { classC: { timeoutS: 5 } } });
  const { device, radio } = await bench.addDevice();
  await bench.join(radio);
  await bench.hear(radio.uplink("aa"), { snrs: [5, 4] });
  await bench.run(6000);
  bench.sender.handed.length = 0;
  bench.sender.answer = () => "COLLISION_PACKET";
  await bench.enqueue(device, "01");
  await bench.run(1000);
  assert.equal(new Set(bench.sender.handed.map(({ gatewayId }) => gatewayId)).size, 2);
  assert.equal(await bench.waiting(device.id), 1);
  bench.sender.answer = () => "OK";
  await bench.run(6000);
  const last = bench.sender.handed.at(-1)!.downlink.items[0]!;
  assert.equal(radio.hear(last.phyPayload).payload, "01");
  assert.equal(await bench.waiting(device.id), 0);
});
