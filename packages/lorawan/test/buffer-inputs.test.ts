import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toHex } from "@lorats/base";
import {
  AesKey,
  APPLICATION_PACKAGES,
  decodeCfList,
  decryptJoinAccept,
  explainPhyPayload,
  FragmentDecoder,
  FragmentEncoder,
  revealKey,
  unwrapMcKey,
} from "@lorats/lorawan";
import { ciphers, key } from "./support.ts";

// A Buffer is a Uint8Array whose `slice` is a view: whoever copies with it writes into the caller's bytes.
describe("a Buffer from outside is left as it was, and nothing holds on to it", () => {
  it("a key", () => {
    const secret = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");
    const held = new AesKey(secret);
    secret.fill(0);
    assert.equal(toHex(revealKey(held)), "000102030405060708090a0b0c0d0e0f");
  });

  it("a join-accept, opened twice", () => {
    const phy = Buffer.from("20493eeb51fba2116f810edb3742975142", "hex");
    const rootKey = key("00112233445566778899aabbccddeeff");
    for (let i = 0; i < 2; i++) {
      assert.ok(decryptJoinAccept(ciphers, phy, { version: "1.0", rootKey }).ok);
    }
    assert.equal(phy.toString("hex"), "20493eeb51fba2116f810edb3742975142");
  });

  it("an explained frame", () => {
    const phy = Buffer.from("404523012683020006fe0702b59643249c93", "hex");
    const appSKey = key("7fa12f967446215d0ee7a04aab699aa0");
    assert.equal(explainPhyPayload(phy, { ciphers, appSKey }).payload, "0001");
    assert.equal(phy.toString("hex"), "404523012683020006fe0702b59643249c93");
  });

  it("a wrapped multicast key", () => {
    const wrapped = Buffer.from("3437d6e231d702419b51b4947271b611", "hex");
    assert.equal(
      toHex(revealKey(unwrapMcKey(ciphers, key("01".repeat(16)), wrapped))),
      "02".repeat(16),
    );
    assert.equal(wrapped.toString("hex"), "3437d6e231d702419b51b4947271b611");
  });

  it("fragments", () => {
    const encoder = new FragmentEncoder(1, new Uint8Array(40).fill(9), 4);
    const decoder = new FragmentDecoder({ version: 1, nbFrag: 10, fragSize: 4, padding: 0 });
    for (let n = 4; decoder.block === undefined; n++) {
      const fragment = Buffer.from(encoder.fragment(n));
      const before = fragment.toString("hex");
      decoder.add(n, fragment);
      assert.equal(fragment.toString("hex"), before);
      fragment.fill(0);
    }
    assert.deepEqual(decoder.block, new Uint8Array(40).fill(9));
  });

  it("fields of commands and CFLists", () => {
    const cfList = Buffer.alloc(16, 7);
    const decoded = decodeCfList(cfList);
    const fragmentation = APPLICATION_PACKAGES.find(({ document }) => document === "TS004")!;
    const bytes = Buffer.from("0801c2010203040506", "hex");
    const parsed = fragmentation.commands.down.parse(bytes);
    const before = JSON.stringify([decoded, parsed]);
    cfList.fill(0);
    bytes.fill(0);
    assert.equal(JSON.stringify([decoded, parsed]), before);
  });
});
