import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallerError, fromHex, toHex } from "@lorats/base";
import {
  computeDataBlockMic,
  deriveDataBlockIntKey,
  FragmentDecoder,
  FragmentEncoder,
  parityRow,
  revealKey,
} from "@lorats/lorawan";
import { ciphers, fixture, key, vector } from "../support.ts";

const vectors = JSON.parse(fixture("fuota/vectors.json"));

describe("TS004 parity matrix", () => {
  for (const { M, n, v1, v2 } of vectors.matrix_rows) {
    it(`M = ${M}, row ${n}, versions 1 and 2`, () => {
      assert.equal(parityRow(1, n, M).join(""), v1);
      assert.equal(parityRow(2, n, M).join(""), v2);
    });
  }
});

describe("TS004 encoder", () => {
  const block = Uint8Array.from({ length: 100 }, (_, i) => i);
  for (const version of [1, 2] as const) {
    it(`version ${version}: bytes 0 … 99 in fragments of 10 and ten parity fragments`, () => {
      const encoder = new FragmentEncoder(version, block, 10);
      const expected: string[] = vectors.encode_0_99_frag10_red10[`v${version}`];
      assert.deepEqual(
        expected.map((_, i) => toHex(encoder.fragment(i + 1))),
        expected,
      );
      assert.equal(encoder.padding, 0);
    });
  }

  it("brocaar's parity is version 1's", () => {
    const encoder = new FragmentEncoder(1, block, 10);
    const { expected } = vector("brocaar-fragmentation-parity");
    assert.deepEqual(
      [11, 12, 13].map((n) => toHex(encoder.fragment(n))),
      expected,
    );
  });

  it("pads the last fragment with zeros", () => {
    const encoder = new FragmentEncoder(1, block, 30);
    assert.equal(encoder.padding, 20);
    assert.equal(toHex(encoder.fragment(4)), "5a5b5c5d5e5f60616263" + "00".repeat(20));
  });

  it("refuses sizes and numbers that cannot be sent", () => {
    assert.throws(() => new FragmentEncoder(1, block, 0), CallerError);
    assert.throws(() => new FragmentEncoder(1, block, 256), CallerError);
    assert.throws(() => new FragmentEncoder(1, new Uint8Array(0), 10), CallerError);
    assert.throws(() => new FragmentEncoder(1, new Uint8Array(16_384), 1), CallerError);
    const encoder = new FragmentEncoder(1, block, 10);
    for (const n of [0, -1, 1.5, 16_384]) assert.throws(() => encoder.fragment(n), CallerError);
  });
});

describe("TS004 decoder", () => {
  const session = { version: 1, nbFrag: 4, fragSize: 3, padding: 2 } as const;

  it("needs no parity when nothing was lost", () => {
    const encoder = new FragmentEncoder(1, fromHex("0102030405060708090a"), 3);
    const decoder = new FragmentDecoder(session);
    for (const n of [3, 1, 4, 2]) {
      assert.equal(decoder.block, undefined);
      assert.equal(decoder.add(n, encoder.fragment(n)), "new");
    }
    assert.equal(decoder.missing, 0);
    assert.equal(toHex(decoder.block!), "0102030405060708090a");
  });

  it("says what a fragment was worth", () => {
    const encoder = new FragmentEncoder(1, fromHex("0102030405060708090a"), 3);
    const decoder = new FragmentDecoder(session);
    decoder.add(1, encoder.fragment(1));
    assert.equal(decoder.add(1, encoder.fragment(1)), "repeated");
    assert.equal(decoder.add(5, encoder.fragment(5)), "new");
    assert.equal(decoder.add(5, encoder.fragment(5)), "useless");
    assert.equal(decoder.add(2, new Uint8Array(2)), "refused");
    assert.equal(decoder.add(0, new Uint8Array(3)), "refused");
    assert.equal(decoder.add(16_384, new Uint8Array(3)), "refused");
    assert.equal(decoder.missing, 2);
  });

  it("refuses sessions that cannot be", () => {
    assert.throws(() => new FragmentDecoder({ ...session, nbFrag: 0 }), CallerError);
    assert.throws(() => new FragmentDecoder({ ...session, nbFrag: 16_384 }), CallerError);
    assert.throws(() => new FragmentDecoder({ ...session, padding: 12 }), CallerError);
  });
});

describe("TS004-2.0.0 the MIC of a data block", () => {
  const { AppKey, DataBlockIntKey, cases } = vectors.ts004_v2_mic;
  it("its key", () => {
    assert.equal(toHex(revealKey(deriveDataBlockIntKey(ciphers, key(AppKey)))), DataBlockIntKey);
  });
  for (const { session_cnt, frag_index, descriptor, data, mic } of cases) {
    it(`session ${session_cnt}`, () => {
      const identity = {
        sessionCnt: session_cnt,
        fragIndex: frag_index,
        descriptor: fromHex(descriptor),
      };
      const computed = computeDataBlockMic(ciphers, key(DataBlockIntKey), identity, fromHex(data));
      assert.equal(toHex(computed), mic);
    });
  }
});

describe("TS004 what cannot be cut or rebuilt is refused", () => {
  it("blocks and fragments of impossible sizes", () => {
    for (const [length, fragSize] of [
      [0, 10],
      [10, 0],
      [10, 256],
      [16_384, 1],
    ] as const) {
      assert.throws(() => new FragmentEncoder(1, new Uint8Array(length), fragSize), {
        code: "LW_FRAGMENT_SIZE",
      });
    }
    const session = { version: 2, nbFrag: 2, fragSize: 10, padding: 3 } as const;
    for (const bad of [
      { nbFrag: 0 },
      { nbFrag: 16_384 },
      { nbFrag: 1.5 },
      { fragSize: 0 },
      { padding: -1 },
      { padding: 20 },
    ]) {
      assert.throws(() => new FragmentDecoder({ ...session, ...bad }), {
        code: "LW_FRAGMENT_SIZE",
      });
    }
  });

  it("numbers beyond 14 bits, fragments of another size", () => {
    const encoder = new FragmentEncoder(1, new Uint8Array(20), 10);
    for (const n of [0, 1.5, 16_384]) {
      assert.throws(() => encoder.fragment(n), { code: "LW_FRAGMENT_NUMBER" });
    }
    const decoder = new FragmentDecoder({ version: 1, nbFrag: 2, fragSize: 10, padding: 0 });
    assert.equal(decoder.add(16_384, new Uint8Array(10)), "refused");
    assert.equal(decoder.add(1, new Uint8Array(9)), "refused");
    assert.equal(decoder.missing, 2);
  });
});
