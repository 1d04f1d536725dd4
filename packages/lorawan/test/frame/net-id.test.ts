import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  belongsTo,
  devAddrOf,
  devAddrParts,
  devAddrPrefix,
  formatNetId,
  netIdType,
} from "@lorats/lorawan";
import { anyDevAddr, anyUint, vector } from "../support.ts";

it("NetIDs of every type own the prefixes that ChirpStack computes", () => {
  const { input, expected } = vector("chirpstack-netid-to-devaddr-prefix");
  for (const [i, netId] of input.netIDs.entries()) {
    const { prefix, bits } = devAddrPrefix(Number.parseInt(netId, 16));
    assert.equal(`${prefix}/${bits}`, expected[i]);
  }
});

it("a DevAddr made for a NetID says so", () => {
  fc.assert(
    fc.property(anyUint(24), anyUint(25), (netId, nwkAddr) => {
      const devAddr = devAddrOf(netId, nwkAddr);
      assert.ok(belongsTo(netId, devAddr));
      const parts = devAddrParts(devAddr);
      assert.equal(parts?.type, netIdType(netId));
      assert.equal(parts.nwkAddr, nwkAddr % 2 ** (32 - devAddrPrefix(netId).bits));
      assert.ok(!belongsTo(netId ^ 0x20_0000, devAddr));
    }),
    { numRuns: 1000 },
  );
});

it("an address that begins with eight ones belongs to nobody", () => {
  fc.assert(
    fc.property(anyDevAddr, (devAddr) => {
      assert.equal(devAddrParts(devAddr) === undefined, devAddr.startsWith("ff"));
    }),
  );
  assert.equal(devAddrParts("ff000000" as never), undefined);
});

it("NetIDs are written with six digits", () => {
  assert.equal(formatNetId(0x13), "000013");
});
