import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader, ByteWriter } from "@lorats/base";
import fc from "fast-check";

/** A field: its name in both classes, and the values it holds. */
const FIELDS = {
  u8: fc.integer({ min: 0, max: 0xff }),
  i8: fc.integer({ min: -0x80, max: 0x7f }),
  u16le: fc.integer({ min: 0, max: 0xffff }),
  u16be: fc.integer({ min: 0, max: 0xffff }),
  u24le: fc.integer({ min: 0, max: 0xff_ffff }),
  u32le: fc.integer({ min: 0, max: 0xffff_ffff }),
  u32be: fc.integer({ min: 0, max: 0xffff_ffff }),
  u64le: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  u64be: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
} as const;
type FieldName = keyof typeof FIELDS;

const field = fc.oneof(
  ...(Object.keys(FIELDS) as FieldName[]).map((name) =>
    (FIELDS[name] as fc.Arbitrary<number | bigint>).map((value) => ({ name, value })),
  ),
);
const part = fc.oneof(field, fc.uint8Array({ maxLength: 40 }));

test("what was written is read back, whatever the order and the first capacity", () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 30 }),
      fc.integer({ min: 0, max: 64 }),
      (parts, capacity) => {
        const writer = new ByteWriter(capacity);
        for (const part of parts) {
          if (part instanceof Uint8Array) writer.put(part);
          else (writer[part.name] as (value: number | bigint) => unknown).call(writer, part.value);
        }
        const bytes = writer.finish();
        assert.equal(bytes.length, writer.length);
        const reader = new ByteReader(bytes);
        for (const part of parts) {
          if (part instanceof Uint8Array) assert.deepEqual(reader.take(part.length), part);
          else assert.equal(reader[part.name](), part.value, part.name);
        }
        assert.equal(reader.remaining, 0);
      },
    ),
  );
});

test("widths agree with DataView", () => {
  fc.assert(
    fc.property(FIELDS.u32le, FIELDS.u64be, (word, long) => {
      const bytes = new ByteWriter().u32le(word).u32be(word).u64le(long).u64be(long).finish();
      const view = new DataView(bytes.buffer);
      assert.equal(view.getUint32(0, true), word);
      assert.equal(view.getUint32(4), word);
      assert.equal(view.getBigUint64(8, true), long);
      assert.equal(view.getBigUint64(16), long);
    }),
  );
});

test("finishing copies, and signed numbers keep their bits", () => {
  const writer = new ByteWriter().u32le(-2).u16be(-2);
  const first = writer.finish();
  writer.u8(7);
  assert.deepEqual(first, new Uint8Array([0xfe, 0xff, 0xff, 0xff, 0xff, 0xfe]));
  assert.equal(writer.finish().length, 7);
});
