import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteReader, PeerDataError, fromHex } from "@lorats/base";

const truncated = (error: unknown) =>
  error instanceof PeerDataError && error.code === "BYTES_TRUNCATED";

test("every width in both byte orders", () => {
  const reader = new ByteReader(
    fromHex("ff fe 0102 0102 010203 01020384 81020304 0102030405060788 8102030405060708"),
  );
  assert.equal(reader.u8(), 255);
  assert.equal(reader.i8(), -2);
  assert.equal(reader.u16le(), 0x0201);
  assert.equal(reader.u16be(), 0x0102);
  assert.equal(reader.u24le(), 0x03_0201);
  assert.equal(reader.u32le(), 0x8403_0201);
  assert.equal(reader.u32be(), 0x8102_0304);
  assert.equal(reader.u64le(), 0x8807_0605_0403_0201n);
  assert.equal(reader.u64be(), 0x8102_0304_0506_0708n);
  assert.equal(reader.remaining, 0);
});

test("views, not copies, that know where they are in a larger buffer", () => {
  const bytes = fromHex("0001020304");
  const reader = new ByteReader(bytes.subarray(1));
  assert.equal(reader.u8(), 1);
  const view = reader.take(2);
  assert.deepEqual(view, fromHex("0203"));
  assert.equal(view.buffer, bytes.buffer);
  assert.equal(reader.offset, 3);
  assert.deepEqual(reader.rest(), fromHex("04"));
  assert.deepEqual(reader.rest(), new Uint8Array(0));
});

test("reading past the end is the peer's fault, and moves nothing", () => {
  const reads: readonly ((reader: ByteReader) => unknown)[] = [
    (reader) => reader.u16le(),
    (reader) => reader.u16be(),
    (reader) => reader.u24le(),
    (reader) => reader.u32le(),
    (reader) => reader.u32be(),
    (reader) => reader.u64le(),
    (reader) => reader.u64be(),
    (reader) => reader.take(2),
  ];
  for (const read of reads) {
    const reader = new ByteReader(fromHex("01"));
    assert.throws(() => read(reader), truncated);
    assert.equal(reader.u8(), 1);
    assert.throws(() => reader.u8(), truncated);
    assert.throws(() => reader.i8(), truncated);
  }
});

test("a count that is negative or no number, as a hostile length field may yield, does not read backwards", () => {
  const reader = new ByteReader(fromHex("010203"));
  reader.u8();
  for (const count of [-1, NaN, Infinity]) assert.throws(() => reader.take(count), truncated);
  assert.equal(reader.offset, 1);
});
