import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fromHex } from "@lorats/base";
import {
  deriveJoinServerKeys,
  deriveRelayKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
} from "@lorats/lorawan";
import { anyDevAddr, anyEui, anyKey, anyUint, ciphers } from "../support.ts";
import { hex, loraPacket, secret } from "./oracle.ts";

describe("lora-packet agrees on key derivation", () => {
  const nonces = fc.tuple(anyUint(24), anyUint(24), anyUint(16));
  const be = (value: number, digits: number): Buffer =>
    Buffer.from(value.toString(16).padStart(digits, "0"), "hex");

  it("1.0", () => {
    fc.assert(
      fc.property(anyKey, nonces, (key, [joinNonce, netId, devNonce]) => {
        const ours = deriveSessionKeys10(ciphers, key, { joinNonce, netId, devNonce });
        const theirs = loraPacket.generateSessionKeys10(
          secret(key),
          be(netId, 6),
          be(joinNonce, 6),
          be(devNonce, 4),
        );
        assert.equal(hex(secret(ours.nwkSKey)), hex(theirs.NwkSKey));
        assert.equal(hex(secret(ours.appSKey)), hex(theirs.AppSKey));
      }),
      { numRuns: 100 },
    );
  });

  it("1.1, the join server's keys among them", () => {
    fc.assert(
      fc.property(anyKey, anyKey, anyEui, nonces, (nwk, app, eui, [joinNonce, , devNonce]) => {
        const ours = deriveSessionKeys11(ciphers, nwk, app, { joinNonce, joinEui: eui, devNonce });
        const theirs = loraPacket.generateSessionKeys11(
          secret(app),
          secret(nwk),
          Buffer.from(eui, "hex"),
          be(joinNonce, 6),
          be(devNonce, 4),
        );
        assert.equal(hex(secret(ours.fNwkSIntKey)), hex(theirs.FNwkSIntKey));
        assert.equal(hex(secret(ours.sNwkSIntKey)), hex(theirs.SNwkSIntKey));
        assert.equal(hex(secret(ours.nwkSEncKey)), hex(theirs.NwkSEncKey));
        assert.equal(hex(secret(ours.appSKey)), hex(theirs.AppSKey));
        const js = deriveJoinServerKeys(ciphers, nwk, eui);
        const theirJs = loraPacket.generateJSKeys(secret(nwk), Buffer.from(fromHex(eui)));
        assert.equal(hex(secret(js.jsIntKey)), hex(theirJs.JSIntKey));
        assert.equal(hex(secret(js.jsEncKey)), hex(theirJs.JSEncKey));
      }),
      { numRuns: 100 },
    );
  });

  it("relays' wake-on-radio keys", () => {
    fc.assert(
      fc.property(anyKey, anyDevAddr, (key, devAddr) => {
        const ours = deriveRelayKeys(ciphers, key, devAddr);
        const { RootWorSKey } = loraPacket.generateWORKey(secret(key));
        const address = Buffer.from(devAddr, "hex");
        const theirs = loraPacket.generateWORSessionKeys(RootWorSKey, address);
        assert.equal(hex(secret(ours.worSIntKey)), hex(theirs.WorSIntKey));
        assert.equal(hex(secret(ours.worSEncKey)), hex(theirs.WorSEncKey));
      }),
      { numRuns: 100 },
    );
  });
});
