import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MAX_FCNT_GAP, reconstructFCnt } from "@lorats/lorawan";
import { anyUint, vector } from "../support.ts";

describe("§4.3.1.5 frame counters", () => {
  it("agrees with ChirpStack's table", () => {
    const { input, expected } = vector("chirpstack-full-fcnt-table");
    for (const [i, [next, received]] of input.data.entries()) {
      assert.equal(reconstructFCnt(received, next).fCnt, expected[i], `row ${i}`);
    }
  });

  it("finds every counter within the gap ahead", () => {
    const input = fc.tuple(
      fc.integer({ min: 0, max: 0xffff_ffff - MAX_FCNT_GAP }),
      fc.integer({ min: 0, max: MAX_FCNT_GAP }),
    );
    fc.assert(
      fc.property(input, ([expected, gap]) => {
        const sent = expected + gap;
        const full = reconstructFCnt(sent & 0xffff, expected, { maxGap: MAX_FCNT_GAP });
        assert.deepEqual(full, { fCnt: sent, gap, rolledOver: false });
      }),
      { numRuns: 2000 },
    );
  });

  it("calls what lies further ahead old", () => {
    const sent = 100_000 + MAX_FCNT_GAP + 1;
    const full = reconstructFCnt(sent & 0xffff, 100_000, { maxGap: MAX_FCNT_GAP });
    assert.equal(full.fCnt, sent - 0x1_0000);
    assert.ok(full.gap < 0);
  });

  it("recognises retransmissions and replays by a negative gap", () => {
    assert.deepEqual(reconstructFCnt(9, 10), { fCnt: 9, gap: -1, rolledOver: false });
    assert.deepEqual(reconstructFCnt(0xffff, 0x2_0000), {
      fCnt: 0x1_ffff,
      gap: -1,
      rolledOver: false,
    });
  });

  it("before the first wrap only what was really sent is old", () => {
    assert.deepEqual(reconstructFCnt(40_000, 0), { fCnt: 40_000, gap: 40_000, rolledOver: false });
  });

  it("says when the 32-bit counter rolled over: the session must end", () => {
    assert.deepEqual(reconstructFCnt(0, 0xffff_ffff), { fCnt: 0, gap: 1, rolledOver: true });
  });

  it("always keeps the sixteen bits that were received, and counts from the expected one", () => {
    fc.assert(
      fc.property(anyUint(16), anyUint(32), fc.integer({ min: 1, max: 65535 }), (r, next, gap) => {
        const full = reconstructFCnt(r, next, { maxGap: gap });
        assert.equal(full.fCnt & 0xffff, r);
        assert.equal(full.fCnt, (next + full.gap) % 2 ** 32);
      }),
      { numRuns: 2000 },
    );
  });
});
