import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers, revealKey } from "@lorats/lorawan";
import { agedPayload, ELAPSED_PORT } from "../../src/device/elapsed-time.ts";
import { scheduleKey, slicesBefore, type HoppingPlan } from "../../src/device/hopping.ts";
import { TestNetwork } from "../support/test-network.ts";

const ciphers = new Ciphers(nodeAes);
/** What device makers check themselves by. */
const vectors = JSON.parse(
  readFileSync(new URL("../../../../examples/device/vectors.json", import.meta.url), "utf8"),
) as {
  appSKey: string;
  scheduleKey: string;
  plan: HoppingPlan;
  intervals: number[];
  elapsed: {
    unitS: number;
    records: { elapsedS: number; data: string }[];
    tick: number | null;
    tickBits: number;
    slot: number | null;
    hex: string;
  }[];
};

describe("a device's secret schedule", () => {
  it("gives the published vectors", () => {
    const key = scheduleKey(ciphers, AesKey.fromHex(vectors.appSKey));
    assert.equal(toHex(revealKey(key)), vectors.scheduleKey);
    const slices = vectors.intervals.map((_, i) => slicesBefore(ciphers, key, vectors.plan, i + 1));
    assert.deepEqual(slices, vectors.intervals);
  });

  it("writes ages as the published vectors have them, with a tick of 24 bits", () => {
    const same = vectors.elapsed.filter(({ unitS, tickBits }) => unitS < 1 && tickBits === 24);
    assert.ok(same.length > 0);
    for (const { records, tick, slot, hex } of same) {
      const readings = records.map(({ elapsedS, data }) => ({ elapsedS, data: fromHex(data) }));
      assert.equal(toHex(agedPayload(readings, (tick! + 0.5) / 64, slot ?? undefined)), hex);
    }
    // With a slot: head 2a, tick 0, slot 0x0201, one reading 2 s old.
    const reading = { elapsedS: 2, data: fromHex("ff") };
    assert.equal(toHex(agedPayload([reading], 0, 0x0201)), "2a0000000102800101ff");
  });

  it("decides when a device sends, and its frames say which slot it was", () => {
    const hopping = { sliceMs: 1000, minSlices: 15, maxSlices: 60 };
    const network = new TestNetwork({ hopping, intervalS: 20 });
    network.runUntil(() => network.uplinks.length >= 12, 900);
    assert.ok(network.uplinks.every(({ fPort }) => fPort === ELAPSED_PORT));
    const key = scheduleKey(ciphers, network.keys.appSKey);
    const frames = network.uplinks.map(({ payload, reception }) => {
      const bytes = fromHex(payload);
      return {
        slot: bytes[4]! | (bytes[5]! << 8),
        tickS: (bytes[1]! | (bytes[2]! << 8) | (bytes[3]! << 16)) / 64,
        atS: Number(reception.transmission.startNs) / 1e9,
      };
    });
    const first = frames[0]!;
    for (const frame of frames.slice(1)) {
      let slices = 0;
      for (let n = first.slot + 1; n <= frame.slot; n++)
        slices += slicesBefore(ciphers, key, hopping, n);
      // The device waits by a clock that is some ten ppm off, and wakes within a moment of its slot.
      assert.ok(Math.abs(frame.atS - first.atS - slices) < 0.1, `slot ${frame.slot}`);
      assert.ok(Math.abs(frame.tickS - first.tickS - (frame.atS - first.atS)) < 0.1);
    }
  });
});
