import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SampleRing } from "../../src/receiver/sample-ring.ts";

void test("what was written is read back, past the end and around, as long as room is asked for", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 200 }), sizes, (capacity, blocks) => {
      const ring = new SampleRing(capacity);
      const memory = new Uint8Array(ring.buffer);
      const waiting: { at: number; bytes: number; first: number }[] = [];
      let written = 0;
      let read = 0;
      for (const size of blocks) {
        while (!ring.hasRoom(size, read)) {
          const { at, bytes, first } = waiting.shift()!;
          for (let i = 0; i < bytes; i++) assert.equal(memory[at + i], (first + i) & 0xff);
          read += bytes;
        }
        const block = Uint8Array.from({ length: size }, (_, i) => (written + i) & 0xff);
        for (const piece of ring.write(block)) {
          waiting.push({ ...piece, first: written });
          written += piece.bytes;
        }
        assert.equal(ring.written, written);
      }
    }),
  );
});
