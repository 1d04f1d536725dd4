import assert from "node:assert/strict";
import { it } from "node:test";
import { type GatewayId, VirtualClock } from "@lorats/base";
import { MicBudget } from "../../src/server/mic-budget.ts";
import { RadioBench } from "../support/radio-bench.ts";

it("a gateway's budget is its own, and comes back with time", () => {
  const clock = new VirtualClock();
  const budget = new MicBudget(clock, 100);
  const flood = new Set(["flood"] as GatewayId[]);
  let taken = 0;
  while (budget.take(flood)) taken++;
  assert.equal(taken, 200, "two seconds' worth at once");
  assert.ok(budget.take(new Set(["other"] as GatewayId[])));
  assert.ok(budget.take(new Set(["flood", "other"] as GatewayId[])));
  clock.advance(500);
  taken = 0;
  while (budget.take(flood)) taken++;
  assert.equal(taken, 50);
});

it("a flood of foreign frames on a crowded address leaves the devices there alone", async () => {
  const bench = await RadioBench.open({
    gateways: 2,
    options: { devAddrPrefixes: ["26000001/32"], micsPerSecondAndGateway: 10 },
  });
  const devices = [];
  for (let n = 0; n < 8; n++) {
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    for (let i = 0; i <= n; i++) {
      await bench.hear(radio.uplink("00"));
      await bench.sleep(300);
    }
    devices.push(radio);
  }
  const mics = () => bench.server.counters.get("mics");
  const [attacker, honest] = bench.gateways;
  await bench.sleep(10_000);
  const before = mics();
  for (let n = 0; n < 50; n++) {
    const foreign = devices[0]!.uplink("ff", { fCnt: 20_000 + n });
    foreign[foreign.length - 1]! ^= 0x55;
    await bench.hear(foreign, { from: [attacker!] });
  }
  await bench.run(300);
  const spent = mics() - before;
  assert.ok(spent <= 50 + 20 + 5, `${spent} MICs for 50 foreign frames`);
  assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_MIC_BUDGET");
  for (const radio of devices) await bench.hear(radio.uplink("aa"), { from: [honest!] });
  await bench.run(300);
  const heard = bench.publishedOf("uplink").filter(({ body }) => body.frmPayload === "qg==");
  assert.equal(heard.length, devices.length);
});

it("a device that sends more than any radio can is held to its rate, and no other is", async () => {
  const bench = await RadioBench.open({ options: { uplinksPerSecondAndDevice: 1 } });
  const [loud, quiet] = [await bench.addDevice(), await bench.addDevice()];
  for (const { radio } of [loud, quiet]) await bench.join(radio);
  for (let n = 0; n < 30; n++) await bench.hear(loud.radio.uplink("01"));
  await bench.hear(quiet.radio.uplink("02"));
  await bench.run(1000);
  const taken = bench.publishedOf("uplink").map(({ body }) => body.deviceId);
  assert.equal(
    taken.filter((id) => id === loud.device.id).length,
    10,
    "ten seconds' worth at once",
  );
  assert.equal(taken.filter((id) => id === quiet.device.id).length, 1);
  assert.equal(bench.server.counters.get("refused:NS_DEVICE_RATE"), 20);
  await bench.run(5000);
  await bench.hear(loud.radio.uplink("01"));
  await bench.run(1000);
  const later = bench.publishedOf("uplink").filter(({ body }) => body.deviceId === loud.device.id);
  assert.equal(later.length, 11, "the rate comes back with time");
});
