import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fromHex, SeededRandom, VirtualClock, type Eui64 } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers, decodePhyPayload, encodePhyPayload, signDownlink } from "@lorats/lorawan";
import { Air } from "../../src/air/air.ts";
import { propagation } from "../../src/air/propagation.ts";
import type { Transmission } from "../../src/air/transmission.ts";
import { Crystal, crystalSchema } from "../../src/crystal.ts";
import type { DeviceState } from "../../src/device/device-state.ts";
import { Flash } from "../../src/device/flash.ts";
import { SENSORS } from "../../src/device/sensors.ts";
import type { VirtualDeviceOptions } from "../../src/device/device-options.ts";
import { VirtualDevice } from "../../src/device/virtual-device.ts";
import { ADDRESS, EU868_PLAN, JOINED, NWK_S_KEY } from "../support/test-session.ts";

const ciphers = new Ciphers(nodeAes);
const HERE = { eastM: 0, northM: 0, upM: 0 };

interface Bench {
  readonly clock: VirtualClock;
  readonly air: Air;
  readonly sent: Transmission[];
  readonly flash: Flash<DeviceState>;
  readonly device: VirtualDevice;
}

function setUp(t: TestContext, options: Partial<VirtualDeviceOptions>, state = JOINED): Bench {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-device-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const flash = new Flash<DeviceState>(folder, "device");
  flash.write(state);
  const clock = new VirtualClock();
  const random = new SeededRandom(5);
  const air = new Air(clock, random.fork(1), {
    propagation: propagation({ model: "free-space" }),
    shadowingDb: 0,
    fadingDb: 0,
  });
  const sent: Transmission[] = [];
  air.listen({ id: "truth", place: HERE, onAir: (frame) => void sent.push(frame) });
  const identity = {
    plan: EU868_PLAN,
    devEui: "0102030405060708" as Eui64,
    joinEui: "1112131415161718" as Eui64,
    appKey: AesKey.fromHex(NWK_S_KEY),
  };
  const crystal = crystalSchema.parse({
    offsetPpm: -20,
    slopePpmPerC: 0,
    walkPpmPerRootHour: 0,
    driftPpmPerS: 0.05,
  });
  const device = new VirtualDevice(
    {
      identity,
      place: HERE,
      sensor: SENSORS.doorContact,
      confirmed: false,
      intervalS: 60,
      outdoor: false,
      thermalLagS: 600,
      ...options,
    },
    { clock, air, random, ciphers, crystal: new Crystal(crystal, random.fork(2)), flash },
  );
  device.start();
  t.after(() => device.stop());
  return { clock, air, sent, flash, device };
}

/** An empty downlink in the first window of an uplink. */
function answer(
  { clock, air }: Bench,
  uplink: Transmission,
  fCnt: number,
  ack: boolean,
  fPending = false,
): void {
  const phyPayload = encodePhyPayload({
    mType: "unconfirmed-data-down",
    devAddr: ADDRESS,
    fCtrl: { adr: false, ack, fPending },
    fCnt,
    fOpts: new Uint8Array(0),
    fPort: null,
    frmPayload: new Uint8Array(0),
    mic: fromHex("00000000"),
  });
  signDownlink(ciphers, { version: "1.0", nwkSKey: AesKey.fromHex(NWK_S_KEY) }, phyPayload, {
    fCnt,
  });
  const startNs = uplink.endNs + 1_000_000_000n;
  clock.after(Number(startNs - clock.monotonic()) / 1e6, () =>
    air.transmit({
      ...uplink,
      sender: "gateway",
      place: { ...HERE, eastM: 300 },
      phyPayload,
      invertIq: true,
      startNs,
      endNs: startNs + 40_000_000n,
      biasHz: 0,
    }),
  );
}

function counters(sent: readonly Transmission[]): number[] {
  return sent.map(({ phyPayload }) => {
    const decoded = decodePhyPayload(phyPayload);
    assert.ok(decoded.ok && "fCnt" in decoded.value);
    return decoded.value.fCnt;
  });
}

describe("virtual device", () => {
  it("sends a frame NbTrans times, the same bytes, after its windows, when nobody answers", (t) => {
    const { clock, sent } = setUp(t, {});
    clock.advance(50_000);
    assert.deepEqual(counters(sent), [0, 0, 0]);
    assert.deepEqual(sent[1]!.phyPayload, sent[0]!.phyPayload);
    for (const [i, again] of sent.slice(1).entries()) {
      const gapS = Number(again.startNs - sent[i]!.endNs) / 1e9;
      assert.ok(gapS > 2, `only ${gapS} s after the frame before`);
      const airtimeS = Number(sent[i]!.endNs - sent[i]!.startNs) / 1e9;
      assert.ok(Number(again.startNs - sent[i]!.startNs) / 1e9 >= 100 * airtimeS, "duty cycle");
    }
    clock.advance(30_000);
    assert.deepEqual([...new Set(counters(sent))], [0, 1]);
  });

  it("hears nothing any more once it is stopped, not even the rest of a frame", (t) => {
    const bench = setUp(t, {});
    while (bench.sent.length === 0) bench.clock.advance(10);
    answer(bench, bench.sent[0]!, 0, false, true);
    const inWindowNs = bench.sent[0]!.endNs + 1_010_000_000n;
    bench.clock.advance(Number(inWindowNs - bench.clock.monotonic()) / 1e6);
    bench.device.stop();
    const before = bench.flash.read();
    bench.clock.advance(600_000);
    assert.deepEqual(
      bench.sent.map(({ sender }) => sender),
      [bench.device.id, "gateway"],
    );
    assert.deepEqual(bench.flash.read(), before);
  });

  it("stops repeating an unconfirmed frame with any downlink, a confirmed one with an ACK only", (t) => {
    for (const [confirmed, ack, repeats] of [
      [false, false, 1],
      [true, false, 3],
      [true, true, 1],
    ] as const) {
      const bench = setUp(t, { confirmed });
      while (bench.sent.length === 0) bench.clock.advance(100);
      answer(bench, bench.sent[0]!, 0, ack);
      bench.clock.advance(45_000);
      const uplinks = bench.sent.filter(({ invertIq }) => !invertIq);
      assert.equal(uplinks.length, repeats, `confirmed ${confirmed}, ack ${ack}`);
    }
  });

  it("has carrier and clock from one crystal, but for the synthesiser's step", (t) => {
    const { clock, sent } = setUp(t, {});
    clock.advance(600_000);
    const channels = new Set(sent.map(({ freqHz }) => freqHz));
    assert.equal(channels.size, 3);
    for (const { freqHz, biasHz, clockPpm, driftHzPerS } of sent) {
      assert.ok(Math.abs(clockPpm! + 20) < 1e-9);
      const residual = biasHz - (clockPpm! * freqHz) / 1e6;
      const expected = { 868_100_000: -24.414, 868_300_000: -12.207, 868_500_000: 0 }[freqHz]!;
      assert.ok(Math.abs(residual - expected) < 0.01);
      assert.ok(Math.abs(driftHzPerS! - (0.05 * freqHz) / 1e6) < 1e-6);
    }
  });

  it("joins again after a reset and never repeats a DevNonce", (t) => {
    const bench = setUp(t, { rebootMeanH: 0.05 });
    bench.clock.advance(1_800_000);
    const nonces = bench.sent
      .map(({ phyPayload }) => decodePhyPayload(phyPayload))
      .flatMap((decoded) =>
        decoded.ok && decoded.value.mType === "join-request" ? [decoded.value.devNonce] : [],
      );
    assert.ok(nonces.length >= 2);
    assert.equal(new Set(nonces).size, nonces.length);
    assert.equal(bench.flash.read()!.devNonce, nonces.at(-1)! + 1);
  });

  it("falls silent when its battery is empty, and stays so after a restart", (t) => {
    const bench = setUp(t, { batteryMah: 0.02, intervalS: 10 });
    bench.clock.advance(3_600_000);
    const count = bench.sent.length;
    assert.ok(count > 3 && count < 100, `${count}`);
    const again = setUp(t, { batteryMah: 0.02, intervalS: 10 }, bench.flash.read());
    again.clock.advance(600_000);
    assert.ok(again.sent.length <= 1);
  });
});
