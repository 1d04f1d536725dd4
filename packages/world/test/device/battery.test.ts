import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Battery } from "../../src/device/battery.ts";

describe("battery", () => {
  it("pays for airtime, receive windows and sleep", () => {
    const battery = new Battery(100);
    battery.transmit(0n, 3.6, 14);
    // 3.6 s at 87 mA and a tenth of a second at 11 mA.
    assert.ok(Math.abs(battery.usedMah - (0.087 + (0.1 * 11) / 3600)) < 1e-9);
    const before = battery.usedMah;
    battery.transmit(3_600_000_000_000n, 0, 14);
    assert.ok(Math.abs(battery.usedMah - before - 0.004 - (0.1 * 11) / 3600) < 1e-9);
  });

  it("says 254 when full, 1 when empty, and dies", () => {
    const battery = new Battery(1);
    assert.equal(battery.level, 254);
    for (let i = 0; i < 24; i++) battery.transmit(BigInt(i) * 1_000_000_000n, 0.9, 14);
    assert.ok(battery.level > 100 && battery.level < 140 && !battery.isEmpty);
    for (let i = 24; i < 60; i++) battery.transmit(BigInt(i) * 1_000_000_000n, 0.9, 14);
    assert.ok(battery.isEmpty);
    assert.equal(battery.level, 1);
  });
});
