import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CallerError,
  SeededRandom,
  VirtualClock,
  newId,
  parseDevAddr,
  parseEui64,
  type DeviceId,
} from "@lorats/base";

test("RFC 9562 §5.7 and appendix A.6: time, version and variant where they belong", () => {
  const clock = new VirtualClock(1_645_557_742_000n * 1_000_000n);
  const random = {
    uint32: () => 0,
    bytes: () => Uint8Array.fromHex("ffffffffffff0cc318c4dc0c0c07398f"),
  };
  assert.equal(newId<DeviceId>(clock, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("identifiers of later milliseconds sort later, and all differ", () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(1);
  const ids = Array.from({ length: 1000 }, () => {
    clock.advance(1);
    return newId<DeviceId>(clock, random);
  });
  assert.deepEqual(ids.toSorted(), ids);
  const sameMoment = Array.from({ length: 1000 }, () => newId<DeviceId>(clock, random));
  assert.equal(new Set([...ids, ...sameMoment]).size, 2000);
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

test("EUI-64 and DevAddr in the spellings that people use", () => {
  for (const text of ["0102030405060A0b", "01-02-03-04-05-06-0a-0b", "01:02:03:04:05:06:0A:0B"]) {
    assert.equal(parseEui64(text), "0102030405060a0b");
  }
  assert.equal(parseDevAddr("26012ABC"), "26012abc");
});

test("what is none is refused", () => {
  for (const text of ["", "0102030405060a0", "0102030405060a0b0", "0102030405060a0g", "1"]) {
    assert.throws(
      () => parseEui64(text),
      (error) => error instanceof CallerError && error.code === "ID_BAD_EUI64",
    );
  }
  for (const text of ["", "2601234", "260123456", "2601234g"]) {
    assert.throws(
      () => parseDevAddr(text),
      (error) => error instanceof CallerError && error.code === "ID_BAD_DEVADDR",
    );
  }
});
