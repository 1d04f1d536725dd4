import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBase64, toHex } from "@lorats/base";
import { device11 } from "../support/device-11.ts";
import { RadioBench } from "../support/radio-bench.ts";

async function joined(): Promise<
  { bench: RadioBench } & Awaited<ReturnType<RadioBench["addDevice"]>>
> {
  const bench = await RadioBench.open();
  const added = await bench.addDevice();
  await bench.join(added.radio);
  bench.sender.handed.length = 0;
  return { bench, ...added };
}

async function lastRefusal(bench: RadioBench): Promise<string | undefined> {
  return (await bench.logged("refusal")).at(-1)?.body.code;
}

describe("LoRaWAN L2 1.0.4, clause by clause", () => {
  it("§4.2.1.3: only major version 0", async () => {
    const { bench, radio } = await joined();
    const frame = radio.uplink("01");
    frame[0] = frame[0]! | 0x01;
    await bench.hear(frame);
    await bench.run(1000);
    assert.equal(await lastRefusal(bench), "LW_BAD_MAJOR");
  });

  it("§4.3.1.1: ADRACKReq is answered, and by nothing but a sign of life", async () => {
    const { bench, radio } = await joined();
    await bench.hear(radio.uplink("01", { adr: true, adrAckReq: true }));
    await bench.run(2500);
    const [answer] = bench.sender.handed;
    const heard = radio.hear(answer!.downlink.items[0]!.phyPayload);
    assert.deepEqual([heard.ack, heard.fPort, heard.confirmed], [false, null, false]);
  });

  it("§4.3.1.4: FPending says that more waits", async () => {
    const { bench, radio, device } = await joined();
    await bench.enqueue(device, "aa");
    await bench.enqueue(device, "bb");
    const pending: boolean[] = [];
    for (const payload of ["01", "02"]) {
      await bench.hear(radio.uplink(payload));
      await bench.run(2500);
      const { phyPayload } = bench.sender.handed.at(-1)!.downlink.items[0]!;
      pending.push(radio.hear(phyPayload).fPending);
    }
    assert.deepEqual(pending, [true, false]);
  });

  it("§4.3.1.5: sixteen bits on the air are thirty-two, over the roll-over", async () => {
    const { bench, radio } = await joined();
    // Gaps stay below what a 1.0.4 device may lose.
    for (const fCnt of [0, 16_000, 32_000, 48_000, 64_000, 65_535]) {
      await bench.hear(radio.uplink("01", { fCnt }));
      await bench.run(1000);
    }
    for (const fCnt of [65_536, 65_537]) {
      await bench.hear(radio.uplink("02", { fCnt }));
      await bench.run(1000);
    }
    const counters = bench.publishedOf("uplink").map(({ body }) => body.fCnt);
    assert.deepEqual(counters.slice(-3), [65_535, 65_536, 65_537]);
    // A frame of the epoch before has another MIC: it cannot come again.
    await bench.hear(radio.uplink("02", { fCnt: 1 }));
    await bench.run(1000);
    assert.equal(await lastRefusal(bench), "NS_MIC_INVALID");
    assert.equal(bench.publishedOf("uplink").length, counters.length);
  });

  it("§4.3.2: ports 1 to 223 are applications', 0 is the network's own", async () => {
    const { bench, radio, device } = await joined();
    await bench.hear(radio.uplink("cafe", { fPort: 223 }));
    await bench.run(1000);
    const [frame] = bench.publishedOf("uplink");
    assert.equal(toHex(fromBase64(frame!.body.frmPayload)), "cafe");
    await bench.hear(radio.uplink("beef", { fPort: 224 }));
    await bench.run(1000);
    const { fPort, frmPayload } = bench.publishedOf("uplink").at(-1)!.body;
    assert.deepEqual([fPort, toHex(fromBase64(frmPayload))], [224, "beef"], "as they are");
    await assert.rejects(bench.enqueue(device, "00", { fPort: 0 }), { code: "NS_BAD_PORT" });
  });

  it("§4.4: whoever has not the key is not heard", async () => {
    const { bench, radio } = await joined();
    const frame = radio.uplink("01");
    frame[frame.length - 1]! ^= 1;
    await bench.hear(frame);
    await bench.run(1000);
    assert.equal(await lastRefusal(bench), "NS_MIC_INVALID");
  });

  it("§5: an unknown MAC command ends the sequence; what stood before it counts", async () => {
    const { bench, radio } = await joined();
    // LinkCheckReq, then something that nobody knows, then DeviceTimeReq.
    await bench.hear(radio.uplink("01", { fOpts: "027f0d" }));
    await bench.run(2500);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.match(heard.fOpts, /^02[0-9a-f]{4}$/);
  });

  it("§6.1.1: a device that joins gets an address of the NetID's prefix", async () => {
    const bench = await RadioBench.open({ options: { netId: 0x13 } });
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    assert.equal(radio.devAddr!.readUInt32BE() >>> 25, 0x13, "type 0: six bits of the NetID");
  });

  it("§6.3: a personalised device may begin its counter anew only where its profile says so", async () => {
    for (const allowFCntReset of [false, true]) {
      const bench = await RadioBench.open({ profile: { allowFCntReset } });
      const { radio } = await bench.addDevice();
      await bench.join(radio);
      for (const fCnt of [0, 1, 2]) {
        await bench.hear(radio.uplink("01", { fCnt }));
        await bench.run(1000);
      }
      await bench.hear(radio.uplink("02", { fCnt: 0 }));
      await bench.run(1000);
      const taken = bench.publishedOf("uplink").at(-1)!.body;
      assert.deepEqual([taken.fCnt, taken.freshness], allowFCntReset ? [0, "fresh"] : [2, "fresh"]);
      if (!allowFCntReset) assert.equal(await lastRefusal(bench), "NS_FCNT_REPLAY");
    }
  });

  it("§3.3: RX1 is on the uplink's channel and data rate, a second after it; RX2 a second later", async () => {
    const { bench, radio } = await joined();
    bench.sender.answer = ({ downlink }) =>
      downlink.items[0]!.freqHz === 869_525_000 ? "OK" : "TOO_LATE";
    await bench.hear(radio.uplink("01", { confirmed: true }), { freqHz: 868_300_000 });
    await bench.run(3500);
    const places = bench.sender.handed.map(({ downlink }) => {
      const [{ freqHz, modulation, timing }] = downlink.items as never as [
        { freqHz: number; modulation: { sf: number }; timing: { delayUs?: number } },
      ];
      return [freqHz, modulation.sf, timing.delayUs];
    });
    assert.deepEqual(places[0], [868_300_000, 7, 1_000_000]);
    assert.deepEqual(places.at(-1), [869_525_000, 12, 2_000_000]);
  });
});

it("LoRaWAN L2 1.1 §5.12: DeviceModeInd is confirmed, and makes a device of class C", async () => {
  const profile = { macVersion: "1.1.0", regParamsRevision: "B", classC: { timeoutS: 5 } } as const;
  const bench = await RadioBench.open({ profile });
  const { device, radio } = await device11(bench);
  const lastFrame = (): Uint8Array => bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload;
  await bench.hear(radio.joinRequest());
  await bench.run(6000);
  assert.ok(radio.acceptJoin(lastFrame()));
  const classOf = async (): Promise<string | undefined> =>
    (await bench.server.states([device.id])).get(device.id)?.session?.deviceClass;
  // RekeyInd, then DeviceModeInd for class C.
  await bench.hear(radio.uplink("a1", { fOpts: "0b012002" }));
  await bench.run(2500);
  assert.match(radio.hear(lastFrame()).fOpts, /2002/);
  assert.equal(await classOf(), "C");
  await bench.hear(radio.uplink("a2", { fOpts: "2000" }));
  await bench.run(2500);
  assert.equal(await classOf(), "A");
});
