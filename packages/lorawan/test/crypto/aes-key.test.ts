import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import { CallerError, toHex } from "@lorats/base";
import { AesKey, revealKey } from "@lorats/lorawan";

const SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

describe("AesKey", () => {
  it("shows its secret nowhere", () => {
    for (const key of [AesKey.fromHex(SECRET), AesKey.fromHex(SECRET, "key-7")]) {
      const shown = [
        String(key),
        key.toString(),
        JSON.stringify({ key }),
        inspect(key, { depth: 9, showHidden: true }),
        inspect({ nested: [key] }, { depth: 9 }),
        Object.values(key).join(),
        JSON.stringify(structuredClone(Object.assign({}, key))),
      ].join("\n");
      assert.doesNotMatch(shown, /0f1e2d|0x0f|15, ?30|30, ?45/);
      assert.match(shown, key.id === undefined ? /\[key\]/ : /\[key key-7\]/);
    }
  });

  it("gives its bytes to who asks by name, as a copy", () => {
    const key = AesKey.fromHex(SECRET);
    revealKey(key).fill(0);
    assert.equal(toHex(revealKey(key)), SECRET);
  });

  it("does not change with the array it was made from", () => {
    const bytes = new Uint8Array(16).fill(7);
    const key = new AesKey(bytes);
    bytes.fill(0);
    assert.equal(toHex(revealKey(key)), "07".repeat(16));
  });

  it("compares secrets, not ids", () => {
    assert.ok(AesKey.fromHex(SECRET, "a").equals(AesKey.fromHex(SECRET, "b")));
    assert.ok(!AesKey.fromHex(SECRET).equals(AesKey.fromHex(SECRET.replace("f0", "f1"))));
  });

  it("refuses other sizes without repeating what was given", () => {
    assert.throws(() => new AesKey(new Uint8Array(15)), { code: "LW_BAD_KEY" });
    assert.throws(
      () => AesKey.fromHex("secret-ish"),
      (error: Error) => {
        return error instanceof CallerError && !error.message.includes("secret-ish");
      },
    );
  });
});
