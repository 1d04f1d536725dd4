import assert from "node:assert/strict";
import { it } from "node:test";
import { fromHex } from "@lorats/base";
import { codecOf } from "@lorats/platform";

function decode(hex: string): unknown {
  const result = codecOf("cayenne-lpp")!.decode({ fPort: 1, bytes: fromHex(hex) });
  return result.ok ? result.value : result.code;
}

it("decodes the examples of the Cayenne LPP description", () => {
  assert.deepEqual(decode("03 67 01 10 05 67 00 FF"), { temperatureSensor: { 3: 27.2, 5: 25.5 } });
  assert.deepEqual(decode("01 67 FF D7"), { temperatureSensor: { 1: -4.1 } });
  assert.deepEqual(decode("06 71 04 D2 FB 2E 00 00"), {
    accelerometer: { 6: { x: 1.234, y: -1.234, z: 0 } },
  });
  assert.deepEqual(decode("01 88 06 76 5f f2 96 0a 00 03 e8"), {
    gpsLocation: { 1: { latitude: 42.3519, longitude: -87.9094, altitude: 10 } },
  });
  assert.deepEqual(decode("01 68 64 02 65 FF FF 03 02 FF 9C"), {
    humiditySensor: { 1: 50 },
    illuminanceSensor: { 2: 65_535 },
    analogInput: { 3: -1 },
  });
  assert.deepEqual(decode(""), {});
});

it("refuses what is cut off or unknown", () => {
  assert.equal(decode("03 67 01"), "CODEC_TOO_SHORT");
  assert.equal(decode("03"), "CODEC_UNKNOWN_TYPE");
  assert.equal(decode("03 FF 00"), "CODEC_UNKNOWN_TYPE");
});
