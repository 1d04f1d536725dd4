import assert from "node:assert/strict";
import { test } from "node:test";
import { crc16Modbus } from "../../src/qr/crc16-modbus.ts";
import { buildDeviceQrCode, parseDeviceQrCode, type DeviceQrCode } from "../../src/qr/tr005.ts";

/** The example of TR005 itself; its checksum fixed which of the many CRC-16s is meant. */
const EXAMPLE =
  "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C";

function parse(text: string): DeviceQrCode {
  const result = parseDeviceQrCode(text);
  assert.ok(result.ok, result.ok ? "" : result.reason);
  return result.value;
}

function codeOf(text: string): string {
  const result = parseDeviceQrCode(text);
  assert.ok(!result.ok, "should have been refused");
  assert.ok(result.reason.length > 10);
  return result.code;
}

test("CRC-16/MODBUS check value", () => {
  assert.equal(crc16Modbus(new TextEncoder().encode("123456789")), 0x4b37);
});

test("TR005 §4.2: the example, every field, both ways", () => {
  const code = parse(EXAMPLE);
  assert.deepEqual(code, {
    joinEui: "1122334455667788",
    devEui: "aabbccddeeff0011",
    vendorId: 0xaabb,
    vendorProfileId: 0x1122,
    ownerToken: "AABBCCDDEEFF",
    serialNumber: "YYWWNNNNNN",
    proprietary: "FOOBAR",
  });
  assert.equal(buildDeviceQrCode(code), EXAMPLE);
});

test("TR005 §4.2: optional fields may be missing, empty, unknown, in any order", () => {
  const bare = "LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFF:42FFFF42";
  assert.equal(buildDeviceQrCode(parse(bare), false), bare);
  assert.deepEqual(parse(`${bare}:O:S:P`), parse(bare));
  assert.deepEqual(parse(`${bare}:XNEW`), parse(bare));
  assert.deepEqual(parse(`${bare}:SB:OA`), { ...parse(bare), ownerToken: "A", serialNumber: "B" });
  assert.deepEqual(parse(`  ${bare.replace("D0", "D0").toUpperCase()}\n`), parse(bare));
});

test("TR005 §4.2: one changed character anywhere before the checksum is noticed", () => {
  const end = EXAMPLE.lastIndexOf(":C");
  for (let i = 0; i < end; i++) {
    const wrong = EXAMPLE.slice(0, i) + (EXAMPLE[i] === "1" ? "2" : "1") + EXAMPLE.slice(i + 1);
    codeOf(wrong);
  }
  assert.equal(codeOf(EXAMPLE.replace("FOOBAR", "FOOBAZ")), "LW_QR_BAD_CHECKSUM");
  assert.equal(codeOf(EXAMPLE.replace("CAF2C", "CAF2D")), "LW_QR_BAD_CHECKSUM");
});

test("bad codes say what is wrong with them", () => {
  assert.equal(codeOf(""), "LW_QR_NOT_LORAWAN");
  assert.equal(codeOf("https://example.org"), "LW_QR_NOT_LORAWAN");
  assert.equal(codeOf("LW:".padEnd(5000, "A")), "LW_QR_NOT_LORAWAN");
  assert.equal(codeOf("LW:D1:1:2:3"), "LW_QR_SCHEMA");
  assert.equal(codeOf("LW:D0:42FFFFFFFF:4242FFFFFFFFFFFF:42FFFF42"), "LW_QR_BAD_FIELD");
  assert.equal(codeOf("LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFG:42FFFF42"), "LW_QR_BAD_FIELD");
  assert.equal(codeOf("LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFF:42FFFF42AABB"), "LW_QR_BAD_FIELD");
  assert.equal(codeOf("LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFF"), "LW_QR_BAD_FIELD");
  const bare = "LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFF:42FFFF42";
  assert.equal(codeOf(`${bare}:OA:OB`), "LW_QR_BAD_FIELD");
  assert.equal(codeOf(`${bare}:Sé`), "LW_QR_BAD_FIELD");
  assert.equal(codeOf(`${bare}:C0000:SX`), "LW_QR_BAD_FIELD");
});

test("a code that a QR reader could not carry is not built", () => {
  const code = parse(EXAMPLE);
  for (const wrong of [{ ownerToken: "a:b" }, { serialNumber: "é" }, { vendorId: 70_000 }]) {
    assert.throws(() => buildDeviceQrCode({ ...code, ...wrong }), { code: "LW_QR_BAD_FIELD" });
  }
});
