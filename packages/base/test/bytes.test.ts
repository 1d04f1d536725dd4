import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CallerError,
  bytesEqual,
  concatBytes,
  fromBase64,
  fromHex,
  toBase64,
  toHex,
} from "@lorats/base";
import fc from "fast-check";

const coded = (code: string) => (error: unknown) =>
  error instanceof CallerError && error.code === code;

test("hexadecimal of either case, with blanks, colons or dashes", () => {
  const bytes = new Uint8Array([0x00, 0xff, 0x1a]);
  assert.equal(toHex(bytes), "00ff1a");
  for (const text of ["00ff1a", "00FF1A", "00-ff-1a", "00:ff:1A", " 00 ff\n1a "]) {
    assert.deepEqual(fromHex(text), bytes, text);
  }
  assert.deepEqual(fromHex(""), new Uint8Array(0));
});

test("what is no hexadecimal is refused", () => {
  for (const text of ["0", "0g", "0x00", "00,ff", "é0"]) {
    assert.throws(() => fromHex(text), coded("BYTES_BAD_HEX"), text);
  }
});

test("RFC 4648 §10, with and without padding, in both alphabets", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const vectors = {
    "": "",
    f: "Zg==",
    fo: "Zm8=",
    foo: "Zm9v",
    foob: "Zm9vYg==",
    foobar: "Zm9vYmFy",
  };
  for (const [plain, base64] of Object.entries(vectors)) {
    assert.equal(toBase64(text(plain)), base64);
    assert.deepEqual(fromBase64(base64), text(plain));
    assert.deepEqual(fromBase64(base64.replaceAll("=", "")), text(plain));
  }
  assert.deepEqual(fromBase64("-_-_"), fromBase64("+/+/"));
  for (const wrong of ["Z", "Zg=", "Zm9vY===", "Zm9v!", "Zg==Zg=="]) {
    assert.throws(() => fromBase64(wrong), coded("BYTES_BAD_BASE64"), wrong);
  }
});

test("any bytes survive both, as node:buffer writes them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(toHex(bytes), Buffer.from(bytes).toString("hex"));
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
      assert.deepEqual(fromHex(toHex(bytes)), bytes);
      assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
      assert.deepEqual(fromBase64(Buffer.from(bytes).toString("base64url")), bytes);
    }),
  );
});

test("equal means the same bytes at the same places", () => {
  const bytes = fromHex("0102");
  assert.equal(bytesEqual(bytes, fromHex("000102").subarray(1)), true);
  for (const other of ["", "01", "0103", "010200"]) {
    assert.equal(bytesEqual(bytes, fromHex(other)), false, other);
  }
});

test("concatenation copies", () => {
  const part = fromHex("01");
  const whole = concatBytes(part, new Uint8Array(0), fromHex("0203"));
  part[0] = 9;
  assert.deepEqual(whole, fromHex("010203"));
  assert.deepEqual(concatBytes(), new Uint8Array(0));
});
