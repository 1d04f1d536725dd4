import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDashedEui, formatId6, parseStationEui } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import fc from "fast-check";
import { eui } from "../arbitraries.ts";

/** From the self-tests of Basics Station 2.0.6 (`src/selftest_ujenc.c`). */
const ID6: readonly [string, string][] = [
  ["0000000000000000", "::0"],
  ["0000000000000001", "::1"],
  ["0000000000020001", "::2:1"],
  ["0004000000000001", "4::1"],
  ["0004000300000000", "4:3::"],
  ["0004000000000000", "4::"],
  ["0000000300020000", "0:3:2:0"],
  ["aabbccfffeddee01", "aabb:ccff:fedd:ee01"],
];

test("ID6 is printed as Basics Station prints it, and read back", () => {
  for (const [plain, id6] of ID6) {
    assert.equal(formatId6(plain as Eui64), id6);
    assert.equal(parseStationEui(id6), plain);
  }
});

test("other spellings of an EUI", () => {
  assert.equal(formatDashedEui("91a2b3c4d5e6f708" as Eui64), "91-A2-B3-C4-D5-E6-F7-08");
  assert.equal(parseStationEui("91-A2-b3-C4-D5-E6-F7-08"), "91a2b3c4d5e6f708");
  assert.equal(parseStationEui("91:a2:b3:c4:d5:e6:f7:08"), "91a2b3c4d5e6f708");
  assert.equal(parseStationEui("91a2b3c4d5e6f708"), "91a2b3c4d5e6f708");
  assert.equal(parseStationEui("muxs-::1"), "0000000000000001");
  assert.equal(parseStationEui("router-1:2:3:4"), "0001000200030004");
});

test("what is no EUI reads as undefined", () => {
  const wrong = [
    "",
    ":",
    "12:::34",
    ":12:34",
    "1:2:3",
    "1:2:3:4:5",
    "1::2:3:4",
    "12345::1",
    "g::1",
    7,
    null,
  ];
  for (const value of wrong) {
    assert.equal(parseStationEui(value), undefined, String(value));
  }
  assert.equal(parseStationEui("::"), "0000000000000000");
});

test("every EUI survives both spellings", () => {
  fc.assert(
    fc.property(eui, (value) => {
      assert.equal(parseStationEui(formatId6(value)), value);
      assert.equal(parseStationEui(formatDashedEui(value)), value);
    }),
  );
});
