import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { device11 } from "../support/device-11.ts";
import type { OracleDevice11 } from "../support/oracle-device-11.ts";
import { RadioBench } from "../support/radio-bench.ts";

const LW11 = { macVersion: "1.1.0", regParamsRevision: "B", rx: { rx1DelayS: 2 } } as const;

async function joined(): Promise<{ bench: RadioBench } & Awaited<ReturnType<typeof device11>>> {
  const bench = await RadioBench.open({ profile: LW11 });
  const { device, radio } = await device11(bench);
  await bench.hear(radio.joinRequest());
  await bench.run(6000);
  assert.ok(radio.acceptJoin(lastFrame(bench)));
  await bench.hear(radio.uplink("01", { fOpts: "0b01" }));
  await bench.run(3500);
  bench.sender.handed.length = 0;
  return { bench, device, radio };
}

function lastFrame(bench: RadioBench): Uint8Array {
  return bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload;
}

async function lastRefusal(bench: RadioBench): Promise<string | undefined> {
  return (await bench.logged("refusal")).at(-1)?.body.code;
}

async function speaks(bench: RadioBench, radio: OracleDevice11): Promise<void> {
  await bench.hear(radio.uplink("ee"));
  await bench.run(300);
  assert.equal(bench.publishedOf("uplink").at(-1)!.body.frmPayload, "7g==");
}

describe("rejoin-requests (LoRaWAN L2 1.1 §6.2.4)", () => {
  for (const type of [0, 1, 2] as const) {
    it(`type ${type}: a new session, confirmed by its first uplink`, async () => {
      const { bench, device, radio } = await joined();
      const before = radio.devAddr.toString("hex");
      await bench.hear(radio.rejoinRequest(type));
      await bench.run(6000);
      const { timing } = bench.sender.handed[0]!.downlink.items[0]!;
      assert.equal(timing.kind === "delay" && timing.delayUs, 5_000_000, "JOIN_ACCEPT_DELAY1");
      const states = await bench.server.states([device.id]);
      const { session, pending } = states.get(device.id)!;
      assert.equal(session!.devAddr, before, "the old session holds until the new one speaks");
      assert.ok(pending);
      assert.equal(pending.radio.rx1DelayS, 2);
      assert.equal(pending.radio.extraChannels.length, 5, "type 2 keeps the channels it has");
      assert.ok(radio.acceptRejoin(lastFrame(bench), type, 0), "JSIntKey signs, JSEncKey seals");
      assert.notEqual(radio.devAddr.toString("hex"), before);
      await speaks(bench, radio);
      const [join] = (await bench.logged("join")).slice(-1);
      assert.deepEqual([join!.body.request, join!.body.devNonce], [`rejoin-${type}`, 0]);
      assert.deepEqual(bench.failures, []);
    });
  }

  it("counters never come again: RJcount0 within its session, RJcount1 ever", async () => {
    const { bench, radio } = await joined();
    const recorded = radio.rejoinRequest(0);
    await bench.hear(recorded);
    await bench.run(6000);
    bench.clock.advance(700_000);
    await bench.hear(recorded);
    await bench.run(300);
    assert.equal(await lastRefusal(bench), "NS_RJCOUNT_USED");

    const one = radio.rejoinRequest(1);
    await bench.hear(one);
    await bench.run(6000);
    assert.ok(radio.acceptRejoin(lastFrame(bench), 1, 0));
    await speaks(bench, radio);
    bench.clock.advance(700_000);
    await bench.hear(one);
    await bench.run(300);
    assert.equal(await lastRefusal(bench), "NS_RJCOUNT_USED", "in a later session, too");
    await bench.hear(radio.rejoinRequest(1));
    await bench.run(6000);
    assert.ok(radio.acceptRejoin(lastFrame(bench), 1, 1));
  });

  it("refuses a wrong MIC, and a device whose LoRaWAN knows no rejoin-requests", async () => {
    const { bench, radio } = await joined();
    for (const type of [0, 1, 2] as const) {
      const frame = radio.rejoinRequest(type);
      frame[frame.length - 1]! ^= 1;
      await bench.hear(frame);
      await bench.run(300);
      assert.equal(await lastRefusal(bench), "NS_JOIN_MIC");
    }
    const [profile] = await bench.registry.deviceProfiles.update([
      { ...bench.profile, macVersion: "1.0.4" },
    ]);
    assert.ok(profile);
    await bench.hear(radio.rejoinRequest(0));
    await bench.run(300);
    assert.equal(await lastRefusal(bench), "NS_NOT_SERVED");
    assert.equal(bench.sender.handed.length, 0);
  });

  it("a rejoin that was decided survives a kill -9", async () => {
    const { bench, radio } = await joined();
    await bench.hear(radio.rejoinRequest(2));
    await bench.run(6000);
    bench.kill();
    await bench.start();
    assert.ok(radio.acceptRejoin(lastFrame(bench), 2, 0));
    await speaks(bench, radio);
  });
});
