import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Gateway } from "@lorats/network";
import { RadioBench } from "../support/radio-bench.ts";

type Radio = Awaited<ReturnType<RadioBench["addDevice"]>>["radio"];

async function joined(gateways: number): Promise<{ bench: RadioBench; radio: Radio }> {
  const bench = await RadioBench.open({ gateways });
  const { radio } = await bench.addDevice();
  await bench.join(radio);
  bench.sender.handed.length = 0;
  return { bench, radio };
}

function sent(bench: RadioBench): (readonly [gateway: number, delayUs: number])[] {
  return bench.sender.handed.map(({ gatewayId, downlink }) => {
    const { timing } = downlink.items[0]!;
    const gateway = bench.gateways.findIndex(({ id }) => id === gatewayId);
    return [gateway, timing.kind === "delay" ? timing.delayUs : -1];
  });
}

async function change(bench: RadioBench, i: number, fields: Partial<Gateway>): Promise<void> {
  const [changed] = await bench.registry.gateways.update([{ ...bench.gateways[i]!, ...fields }]);
  bench.gateways[i] = changed!;
}

describe("which gateway answers, and when", () => {
  it("the best link in RX1, in time and not before applications had theirs", async () => {
    const { bench, radio } = await joined(3);
    const start = bench.clock.monotonic();
    await bench.hear(radio.uplink("01", { confirmed: true }), { snrs: [-5, 1, -2], agoMs: 20 });
    await bench.run(2500);
    assert.deepEqual(sent(bench), [[1, 1_000_000]]);
    const handedMs = Number(bench.sender.handed[0]!.atMono - start) / 1e6;
    assert.ok(handedMs > 200 + 100, `handed over after ${handedMs} ms`);
    assert.ok(handedMs < 1000 - 40 - 50, `handed over after ${handedMs} ms`);
  });

  it("among good links the gateway that was on the air least", async () => {
    const { bench, radio } = await joined(2);
    for (let n = 0; n < 4; n++) {
      await bench.hear(radio.uplink("01", { confirmed: true }), { snrs: [9, 8] });
      await bench.run(2500);
    }
    const used = sent(bench).map(([gateway]) => gateway);
    // The first one sent the join-accept, which is longer than an acknowledgement and shorter than two.
    assert.deepEqual(used, [1, 1, 0, 1]);
  });

  it("another gateway, then RX2, when the first refuses; every try is in the log", async () => {
    const { bench, radio } = await joined(2);
    bench.sender.answer = ({ downlink }) => {
      const { timing } = downlink.items[0]!;
      return timing.kind === "delay" && timing.delayUs === 1_000_000 ? "COLLISION_PACKET" : "OK";
    };
    await bench.hear(radio.uplink("01", { confirmed: true }), { snrs: [-5, 0] });
    await bench.run(2500);
    assert.deepEqual(sent(bench), [
      [1, 1_000_000],
      [0, 1_000_000],
      [1, 2_000_000],
    ]);
    const rx2 = bench.sender.handed[2]!.downlink.items[0]!;
    assert.equal(rx2.freqHz, 869_525_000);
    assert.deepEqual(rx2.modulation, { kind: "lora", sf: 12, bwHz: 125_000, cr: 1 });
    assert.equal(rx2.eirpDbm, 29);
    const counters = bench.sender.handed.map(
      ({ downlink }) => radio.hear(downlink.items[0]!.phyPayload).fCnt,
    );
    assert.deepEqual(counters, [0, 0, 0], "one frame, one counter");
    const downlinks = (await bench.logged("downlink")).slice(1);
    assert.deepEqual(
      downlinks.map(({ body }) => body.window),
      ["rx1", "rx1", "rx2"],
    );
    const acks = (await bench.logged("tx-ack")).slice(1);
    assert.deepEqual(
      acks.map(({ body }) => body.status),
      ["COLLISION_PACKET", "COLLISION_PACKET", "OK"],
    );
    assert.deepEqual(
      acks.map(({ body }) => body.downlinkId),
      downlinks.map(({ body }) => body.downlinkId),
    );
  });

  it("another try of a frame of the session before takes no counter of the new one", async () => {
    const bench = await RadioBench.open({ gateways: 2 });
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    for (let n = 0; n < 3; n++) {
      await bench.hear(radio.uplink("01", { confirmed: true }));
      await bench.run(2500);
    }
    const { keys, devAddr } = (await bench.server.states([device.id])).get(device.id)!.session!;
    const other = (devAddr === "00000001" ? "00000002" : "00000001") as typeof devAddr;
    const counters = { fCntUp: 0, nFCntDown: 0, aFCntDown: 0 };
    bench.sender.handed.length = 0;
    bench.sender.answer = () => (bench.sender.handed.length > 1 ? "OK" : "COLLISION_PACKET");
    const send = bench.sender.send.bind(bench.sender);
    bench.sender.send = async (gatewayId, downlink) => {
      // The first gateway takes its time to refuse.
      if (bench.sender.handed.length === 0) {
        await bench.server.activate(device.id, { devAddr: other, keys, ...counters });
      }
      return await send(gatewayId, downlink);
    };
    await bench.hear(radio.uplink("02", { confirmed: true }));
    await bench.run(2500);
    assert.equal(bench.sender.handed.length, 2);
    const order = (await bench.log.read({ types: ["activation", "downlink"] })).events;
    assert.deepEqual(
      order.slice(-3).map(({ type }) => type),
      ["downlink", "activation", "downlink"],
    );
    const { session } = (await bench.server.states([device.id])).get(device.id)!;
    assert.deepEqual([session!.devAddr, session!.nFCntDown], [other, 0]);
  });

  it("RX2 when RX1 is over before the window of copies closes", async () => {
    const { bench, radio } = await joined(1);
    for (let n = 0; n < 3; n++) {
      await bench.hear(radio.uplink("01"), { agoMs: 20 });
      await bench.run(300);
    }
    await bench.hear(radio.uplink("02", { confirmed: true }), { agoMs: 800 });
    await bench.run(2500);
    assert.deepEqual(sent(bench), [[0, 2_000_000]]);
  });

  it("nothing when the frame came too late for both windows", async () => {
    const { bench, radio } = await joined(1);
    for (let n = 0; n < 3; n++) {
      await bench.hear(radio.uplink("01"), { agoMs: 20 });
      await bench.run(300);
    }
    await bench.hear(radio.uplink("02", { confirmed: true }), { agoMs: 1950 });
    await bench.run(2500);
    assert.deepEqual(sent(bench), []);
    assert.equal(bench.server.counters.get("downlinks:too-late"), 1);
    assert.equal((await bench.logged("downlink")).length, 1, "no counter is taken in vain");
  });

  it("both windows at once for gateways that take two", async () => {
    const { bench, radio } = await joined(1);
    const link = { maxItems: 2, roundTripP90Ms: 40, gpsTiming: true } as const;
    bench.sender.links.set(bench.gateways[0]!.id, link);
    await bench.hear(radio.uplink("01", { confirmed: true }));
    await bench.run(2500);
    const { items } = bench.sender.handed[0]!.downlink;
    assert.deepEqual(
      items.map(({ timing, freqHz }) => [timing.kind === "delay" && timing.delayUs, freqHz]),
      [
        [1_000_000, 868_100_000],
        [2_000_000, 869_525_000],
      ],
    );
  });

  it("the second window alone when a gateway that takes two is too slow for the first", async () => {
    const { bench, radio } = await joined(1);
    const [gateway] = bench.gateways;
    const link = { maxItems: 2, roundTripP90Ms: 1100, gpsTiming: false } as const;
    bench.sender.links.set(gateway!.id, link);
    await bench.hear(radio.uplink("01", { confirmed: true }));
    await bench.run(2500);
    const [handed] = bench.sender.handed;
    const delays = handed!.downlink.items.map(({ timing }) =>
      timing.kind === "delay" ? timing.delayUs : 0,
    );
    assert.deepEqual(delays, [2_000_000]);
    assert.equal(bench.sender.handed.length, 1);
  });

  it("never a gateway that may not, cannot be reached, or is another tenant's own", async () => {
    const { bench, radio } = await joined(4);
    await change(bench, 0, { downlinkAllowed: false });
    bench.sender.links.delete(bench.gateways[1]!.id);
    await change(bench, 2, { disabled: true });
    const [other] = await bench.registry.tenants.create([
      bench.samples.tenant({ sharesDownlinks: false }),
    ]);
    const [theirs] = await bench.registry.gateways.create([bench.samples.gateway(other!.id)]);
    bench.sender.links.set(theirs!.id, { maxItems: 1, roundTripP90Ms: 40, gpsTiming: false });
    const [first, second, third, fourth] = bench.gateways;
    const from = [theirs!, first!, second!, third!, fourth!];
    await bench.hear(radio.uplink("01", { confirmed: true }), { from });
    await bench.run(2500);
    assert.deepEqual(sent(bench), [[3, 1_000_000]]);
  });

  it("takes antenna gain off once", async () => {
    const { bench, radio } = await joined(1);
    await bench.hear(radio.uplink("01", { confirmed: true }));
    await bench.run(2500);
    await change(bench, 0, { subtractsOwnGain: false, antennaGainDbi: 6, cableLossDb: 1 });
    await bench.hear(radio.uplink("01", { confirmed: true }));
    await bench.run(2500);
    const [told, reduced] = bench.sender.handed.map(({ downlink }) => downlink.items[0]!.eirpDbm);
    assert.deepEqual([told, reduced], [16, 11]);
  });

  it("drops what can never fit, expires what waited too long, and says so", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    const big = await bench.enqueue(device, "00".repeat(243));
    const old = await bench.enqueue(device, "01", { expiresAt: bench.clock.now() + 1_000_000n });
    const good = await bench.enqueue(device, "02");
    await bench.hear(radio.uplink("01"));
    await bench.run(2500);
    const outcomes = bench
      .publishedOf("delivery")
      .map(({ body }) => [body.queueItemId, body.outcome]);
    assert.deepEqual(outcomes, [
      [big, "too-long"],
      [old, "expired"],
    ]);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.equal(heard.payload, "02");
    assert.ok(good);
    assert.equal(await bench.waiting(device.id), 0);
  });

  it("repeats a confirmed message as often as it may, then says that it was not acknowledged", async () => {
    const bench = await RadioBench.open();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    const id = await bench.enqueue(device, "aa", { confirmed: true, attemptsLeft: 3 });
    const counters: number[] = [];
    for (let n = 0; n < 5; n++) {
      const before = bench.sender.handed.length;
      await bench.hear(radio.uplink("01"));
      await bench.run(2500);
      for (const { downlink } of bench.sender.handed.slice(before)) {
        counters.push(radio.hear(downlink.items[0]!.phyPayload).fCnt);
      }
    }
    assert.deepEqual(counters, [0, 1, 2]);
    assert.deepEqual(
      bench
        .publishedOf("delivery")
        .map(({ body }) => [body.queueItemId, body.outcome, body.fCntDown]),
      [[id, "not-acknowledged", 2]],
    );
    assert.equal(await bench.waiting(device.id), 0);
  });

  it("no gateway that was moved to another channel plan since it heard the device", async () => {
    const bench = await RadioBench.open({ gateways: 2, profile: { classC: { timeoutS: 5 } } });
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await bench.hear(radio.uplink("01"), { snrs: [9, 1] });
    await bench.run(6000);
    bench.sender.handed.length = 0;
    await change(bench, 0, { region: "US915", subBand: 1 });
    await bench.enqueue(device, "aa");
    await bench.run(1000);
    assert.deepEqual(sent(bench), [[1, -1]]);
  });

  it("takes gain and loss of the antenna off that heard the device, once", async () => {
    const antennas = [
      { gainDbi: 3, cableLossDb: 1 },
      { gainDbi: 9, cableLossDb: 2 },
    ];
    const bench = await RadioBench.open({ gateways: 0 });
    await bench.addGateway({ subtractsOwnGain: false, antennaGainDbi: 0, antennas });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    for (const antenna of [0, 1, 2]) {
      bench.sender.handed.length = 0;
      await bench.hear(radio.uplink("01", { confirmed: true }), { antenna });
      await bench.run(2500);
      const [item] = bench.sender.handed[0]!.downlink.items;
      assert.equal(item!.antenna, antenna);
      const limitDbm = 16;
      assert.equal(item!.eirpDbm, limitDbm - [3 - 1, 9 - 2, 0 - 0.5][antenna]!);
    }
  });

  it("leaves the sending radio to the gateway: the one that heard the uplink often cannot send", async () => {
    const { bench, radio } = await joined(1);
    await bench.hear(radio.uplink("01", { confirmed: true }), { rfChain: 1, board: 1 });
    await bench.run(2500);
    const [item] = bench.sender.handed[0]!.downlink.items;
    assert.equal(item!.rfChain, undefined);
    assert.equal(item!.board, 1);
  });

  it("keeps what every antenna measured", async () => {
    const { bench, radio } = await joined(1);
    const other = { antenna: 1, channel: 3, rssiDbm: -97, snrDb: 2.5, foffHz: -120, fineNs: 77 };
    await bench.hear(radio.uplink("01"), { antenna: 0, otherAntennas: [other] });
    await bench.run(300);
    const [reception] = (await bench.logged("reception")).slice(-1);
    const { fineNs: fineTimeNs, ...rest } = other;
    assert.deepEqual(reception!.body.otherAntennas, [{ ...rest, fineTimeNs }]);
  });
});
