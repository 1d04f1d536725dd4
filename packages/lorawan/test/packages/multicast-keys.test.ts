import assert from "node:assert/strict";
import { it } from "node:test";
import { toHex } from "@lorats/base";
import {
  deriveMcKeKey,
  deriveMcRootKey,
  deriveMulticastSessionKeys,
  revealKey,
  unwrapMcKey,
  wrapMcKey,
  type AesKey,
} from "@lorats/lorawan";
import { ciphers, fixture, key } from "../support.ts";

const v = JSON.parse(fixture("fuota/vectors.json")).multicast_keys;
const hex = (key: AesKey): string => toHex(revealKey(key));

it("TS005 root keys of 1.0.x and 1.1 devices", () => {
  assert.equal(hex(deriveMcRootKey(ciphers, "1.0", key(v.genAppKey))), v.McRootKey_from_GenAppKey);
  assert.equal(hex(deriveMcRootKey(ciphers, "1.1", key(v.appKey))), v.McRootKey_from_AppKey_1_1);
});

it("TS005 key-encryption key", () => {
  assert.equal(hex(deriveMcKeKey(ciphers, key(v.mcRootKey))), v.McKEKey);
});

it("TS005 session keys of a group", () => {
  const keys = deriveMulticastSessionKeys(ciphers, key(v.mcKey), v.mcAddr_be);
  assert.equal(hex(keys.mcAppSKey), v.McAppSKey);
  assert.equal(hex(keys.mcNetSKey), v.McNetSKey);
});

it("TS005 the group key travels wrapped", () => {
  const { McKEKey, McKey, McKey_encrypted } = v.wrap;
  const wrapped = wrapMcKey(ciphers, key(McKEKey), key(McKey));
  assert.equal(toHex(wrapped), McKey_encrypted);
  assert.equal(hex(unwrapMcKey(ciphers, key(McKEKey), wrapped)), McKey);
  assert.throws(() => unwrapMcKey(ciphers, key(McKEKey), wrapped.subarray(1)));
});
