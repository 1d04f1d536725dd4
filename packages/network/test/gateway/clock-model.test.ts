import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, uniform } from "@lorats/base";
import { CounterModel } from "../../src/gateway/clock-model.ts";

const MS = 1_000_000n;

/** A gateway whose counter runs `ppm` fast and whose backhaul takes 20 to 60 ms. */
class Gateway {
  readonly model = new CounterModel();
  readonly #random = new SeededRandom(3);
  readonly #ppm: number;
  #restartedAt = 0n;
  constructor(ppm: number) {
    this.#ppm = ppm;
  }

  restart(at: bigint): void {
    this.#restartedAt = at;
  }

  counter(at: bigint): { kind: "tmst"; us: number } {
    const us = (Number(at - this.#restartedAt) / 1000) * (1 + this.#ppm / 1e6);
    return { kind: "tmst", us: Math.floor(us % 2 ** 32) };
  }

  hear(at: bigint, extraMs = 0): ReturnType<CounterModel["observe"]> {
    const delayMs = 20 + 40 * uniform(this.#random) + extraMs;
    return this.model.observe(this.counter(at), at + BigInt(Math.round(delayMs * 1e6)));
  }
}

describe("a gateway's counter against the server's clock", () => {
  for (const ppm of [-40, 0, 40]) {
    it(`knows within tens of ms when a frame ended, over wraps, at ${ppm} ppm`, () => {
      const gateway = new Gateway(ppm);
      let at = 1000n * MS;
      for (let n = 0; n < 2000; n++) {
        at += 10_000n * MS;
        const { receivedMono, stepped } = gateway.hear(at);
        if (n === 0) continue;
        assert.ok(!stepped, `no step at ${n}`);
        const errorMs = Number(receivedMono - at) / 1e6;
        assert.ok(errorMs > -20 && errorMs < 75, `${errorMs} ms at ${n}`);
      }
    });
  }

  it("tells how late a frame is, be it minutes", () => {
    const gateway = new Gateway(10);
    let at = 1000n * MS;
    for (let n = 0; n < 20; n++) gateway.hear((at += 5000n * MS));
    for (const lateMs of [3000, 60_000, 900_000]) {
      const { delayMs, stepped } = gateway.hear((at += 5000n * MS), lateMs);
      assert.ok(!stepped);
      assert.ok(Math.abs(delayMs - lateMs) < 60, `${delayMs} for ${lateMs}`);
    }
    const { delayMs } = gateway.hear((at += 5000n * MS));
    assert.ok(delayMs < 60);
  });

  it("takes a counter that began at 0 since its last frame for a restart at once", () => {
    for (const upFor of [100_000n, 2_000_000n, 10_000_000n]) {
      const gateway = new Gateway(0);
      let at = upFor * MS;
      for (let n = 0; n < 20; n++) gateway.hear((at += 5000n * MS));
      gateway.restart(at + 1000n * MS);
      const { receivedMono, stepped } = gateway.hear((at += 5000n * MS));
      assert.ok(stepped, `up for ${upFor} ms`);
      assert.ok(Math.abs(Number(receivedMono - at) / 1e6) < 75);
    }
  });

  it("takes another session of a Basics Station for a restart at once", () => {
    const model = new CounterModel();
    const hear = (session: bigint, atMs: bigint, counterMs: bigint): boolean => {
      const xtime = (session << 48n) | (counterMs * 1000n);
      return model.observe({ kind: "xtime", xtime }, atMs * MS).stepped;
    };
    for (const s of [1n, 2n, 3n])
      assert.ok(!hear(7n, 1_000_000n + s * 5000n, 900_000n + s * 5000n));
    assert.ok(hear(8n, 1_020_000n, 880_000n));
    assert.ok(!hear(8n, 1_025_000n, 885_000n));
  });

  it("takes a counter that went back otherwise for a restart after four frames, a jump ahead at once", () => {
    const gateway = new Gateway(0);
    let at = 10_000_000n * MS;
    for (let n = 0; n < 20; n++) gateway.hear((at += 5000n * MS));
    gateway.restart(at - 1_000_000n * MS);
    const steps = [1, 2, 3, 4, 5].map(() => gateway.hear((at += 5000n * MS)).stepped);
    assert.equal(steps.filter(Boolean).length, 1);
    const { receivedMono } = gateway.hear((at += 5000n * MS));
    assert.ok(Math.abs(Number(receivedMono - at) / 1e6) < 75);
    gateway.restart(at - 40_000_000n * MS);
    assert.ok(gateway.hear((at += 5000n * MS)).stepped);
  });
});
