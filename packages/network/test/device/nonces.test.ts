import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Eui64, SeededRandom } from "@lorats/base";
import { NO_NONCES, isUsed, nonceAcceptable, remember } from "../../src/device/nonces.ts";
import { decodeState, encodeState, NEW_DEVICE } from "../../src/device/state.ts";

describe("DevNonce memory", () => {
  it("remembers every one of 65,536 in at most 8 kB", () => {
    const random = new SeededRandom(5);
    const order = Array.from({ length: 65_536 }, (_, n) => n);
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.uint32() % (i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    let memory = NO_NONCES;
    for (const [i, nonce] of order.entries()) {
      if (i % 997 === 0) assert.ok(nonceAcceptable(memory, nonce, "1.0.3"));
      memory = remember(memory, nonce);
      if (i % 997 === 0) {
        assert.ok(!nonceAcceptable(memory, nonce, "1.0.3"));
        const size =
          memory.used instanceof Uint8Array ? memory.used.length : 8 * memory.used.length;
        assert.ok(size <= 8192, `${size} bytes after ${i} joins`);
      }
    }
    for (const nonce of order) assert.ok(isUsed(memory, nonce));
  });

  it("keeps a bitmap across storing", () => {
    let memory = NO_NONCES;
    for (let nonce = 0; nonce < 2400; nonce += 2) memory = remember(memory, nonce);
    assert.ok(memory.used instanceof Uint8Array);
    const stored = decodeState(
      encodeState({ ...NEW_DEVICE, nonces: { ["0000000000000001" as Eui64]: memory } }),
    );
    const again = Object.values(stored.nonces)[0]!;
    assert.ok(isUsed(again, 2398) && !isUsed(again, 2399) && !isUsed(again, 2400));
  });

  it("counts from 1.0.4 on", () => {
    const memory = remember(NO_NONCES, 100);
    assert.deepEqual(
      ["1.0.2", "1.0.4", "1.1.0"].map((version) => nonceAcceptable(memory, 99, version)),
      [true, false, false],
    );
    assert.ok(nonceAcceptable(memory, 101, "1.0.4"));
    assert.ok(nonceAcceptable(NO_NONCES, 0, "1.0.4"));
  });
});
