import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { SeededRandom, uniform } from "@lorats/base";
import { FragmentDecoder, FragmentEncoder, type ParityVersion } from "@lorats/lorawan";
import { anyBytes, anyUint } from "../support.ts";

const setup = fc.record({
  version: fc.constantFrom<ParityVersion>(1, 2),
  block: anyBytes(1, 600),
  fragSize: fc.integer({ min: 1, max: 60 }),
  lossPercent: fc.integer({ min: 0, max: 70 }),
  seed: anyUint(32),
});

it("any loss and any order: the block comes back as it was, padding cut off", () => {
  fc.assert(
    fc.property(setup, ({ version, block, fragSize, lossPercent, seed }) => {
      const encoder = new FragmentEncoder(version, block, fragSize);
      const { nbFrag, padding } = encoder;
      fc.pre(nbFrag > 1);
      const decoder = new FragmentDecoder({ version, nbFrag, fragSize, padding });
      const random = new SeededRandom(seed);
      // One fragment of the block itself has to arrive, see parityRow.
      const arrived = 1 + (seed % nbFrag);
      decoder.add(arrived, encoder.fragment(arrived));
      for (let n = 1; decoder.block === undefined && n < 4 * nbFrag + 400; n++) {
        // Every second received fragment comes late by one: order does not matter.
        const sent = n % 2 === 0 && n < 4 * nbFrag ? n - 1 : n + 1;
        if (uniform(random) * 100 >= lossPercent) decoder.add(sent, encoder.fragment(sent));
      }
      assert.deepEqual(decoder.block, new Uint8Array(block));
    }),
    { numRuns: 150 },
  );
});

it("a block of one fragment has empty parity: only repeating it helps", () => {
  const encoder = new FragmentEncoder(1, new Uint8Array([7]), 1);
  const decoder = new FragmentDecoder({ version: 1, nbFrag: 1, fragSize: 1, padding: 0 });
  assert.equal(decoder.add(2, encoder.fragment(2)), "useless");
  assert.equal(decoder.add(1, encoder.fragment(1)), "new");
  assert.deepEqual(decoder.block, new Uint8Array([7]));
});

it("version 2 with an even ⌊M/2⌋: parity alone leaves one fragment open for ever", () => {
  const encoder = new FragmentEncoder(2, new Uint8Array(40).fill(3), 2);
  const decoder = new FragmentDecoder({ version: 2, nbFrag: 20, fragSize: 2, padding: 0 });
  for (let n = 21; n < 1000; n++) decoder.add(n, encoder.fragment(n));
  assert.equal(decoder.missing, 1);
  decoder.add(9, encoder.fragment(9));
  assert.deepEqual(decoder.block, new Uint8Array(40).fill(3));
});

/** Parity fragments needed beyond the number lost, at 10 % loss of 100 fragments. */
function overhead(version: ParityVersion): number {
  let extra = 0;
  const sessions = 60;
  for (let seed = 0; seed < sessions; seed++) {
    const random = new SeededRandom(seed);
    const encoder = new FragmentEncoder(version, random.bytes(1000), 10);
    const decoder = new FragmentDecoder({ version, nbFrag: 100, fragSize: 10, padding: 0 });
    let lost = 0;
    for (let n = 1; n <= 100; n++) {
      if (uniform(random) < 0.1) lost++;
      else decoder.add(n, encoder.fragment(n));
    }
    let parity = 0;
    while (decoder.block === undefined) {
      parity++;
      decoder.add(100 + parity, encoder.fragment(100 + parity));
    }
    extra += parity - lost;
  }
  return extra / sessions;
}

it("parity costs a few fragments beyond those lost (M = 100: about 3.5 and 3.1)", () => {
  assert.ok(overhead(1) > 1 && overhead(1) < 6);
  assert.ok(overhead(2) > 1 && overhead(2) < 6);
});

it("versions 1 and 2 do not read each other's parity", () => {
  const block = new SeededRandom(1).bytes(200);
  let wrong = 0;
  for (let seed = 0; seed < 50; seed++) {
    const random = new SeededRandom(seed);
    const encoder = new FragmentEncoder(1, block, 10);
    const decoder = new FragmentDecoder({ version: 2, nbFrag: 20, fragSize: 10, padding: 0 });
    for (let n = 1; decoder.block === undefined && n < 400; n++) {
      if (n > 20 || uniform(random) > 0.25) decoder.add(n, encoder.fragment(n));
    }
    if (decoder.block === undefined || !Buffer.from(decoder.block).equals(block)) wrong++;
  }
  assert.ok(wrong > 40, `${wrong} of 50`);
});
