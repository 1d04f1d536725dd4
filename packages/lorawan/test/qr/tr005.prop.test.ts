import assert from "node:assert/strict";
import { test } from "node:test";
import type { Eui64 } from "@lorats/base";
import fc from "fast-check";
import { buildDeviceQrCode, parseDeviceQrCode, type DeviceQrCode } from "../../src/qr/tr005.ts";

const eui = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => bytes.toHex() as Eui64);
const text = fc
  .array(fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$%*+-./".split("")), {
    minLength: 1,
    maxLength: 20,
  })
  .map((characters) => characters.join(""));
const u16 = fc.integer({ min: 0, max: 0xffff });
const codes: fc.Arbitrary<DeviceQrCode> = fc.record(
  {
    joinEui: eui,
    devEui: eui,
    vendorId: u16,
    vendorProfileId: u16,
    ownerToken: text,
    serialNumber: text,
    proprietary: text,
  },
  { requiredKeys: ["joinEui", "devEui", "vendorId", "vendorProfileId"] },
);

test("what is built is parsed again, with and without checksum", () => {
  fc.assert(
    fc.property(codes, fc.boolean(), (code, withChecksum) => {
      const result = parseDeviceQrCode(buildDeviceQrCode(code, withChecksum));
      assert.ok(result.ok);
      assert.deepEqual({ ...result.value }, { ...code });
    }),
  );
});

test("no text makes the parser throw", () => {
  const anything = fc.oneof(
    fc.string(),
    fc.string().map((tail) => `LW:D0:${tail}`),
    fc.string().map((tail) => `LW:D0:42FFFFFFFFFFFFFF:4242FFFFFFFFFFFF:42FFFF42:${tail}`),
  );
  fc.assert(
    fc.property(anything, (input) => {
      const result = parseDeviceQrCode(input);
      assert.ok(result.ok || result.code.startsWith("LW_QR_"));
    }),
    { numRuns: 2000 },
  );
});
