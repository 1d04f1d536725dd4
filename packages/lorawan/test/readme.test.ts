import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { toHex } from "@lorats/base";
import { ciphers, key } from "./support.ts";
import { decodePhyPayload, encryptFrmPayload, verifyUplinkMic } from "@lorats/lorawan";

it("the README's frame, keys and counter belong together", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [nwkSKey, appSKey] = [...readme.matchAll(/fromHex\("([0-9a-f]{32})"\)/g)].map(
    ([, k]) => k!,
  );
  const phy = Uint8Array.fromHex(/fromHex\("(40[0-9a-f]+)"\)/.exec(readme)![1]!);
  const decoded = decodePhyPayload(phy);
  assert.ok(decoded.ok && decoded.value.mType === "unconfirmed-data-up");
  const { devAddr, fCnt, frmPayload } = decoded.value;
  assert.equal(fCnt, 2);
  assert.ok(verifyUplinkMic(ciphers, { version: "1.0", nwkSKey: key(nwkSKey!) }, phy, { fCnt }));
  const context = { direction: "up", devAddr, fCnt } as const;
  assert.equal(toHex(encryptFrmPayload(ciphers, key(appSKey!), context, frmPayload)), "0001");
});
