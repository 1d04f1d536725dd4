import assert from "node:assert/strict";
import untyped from "lora-packet";

// Its declarations describe a default export that the CommonJS module does not nest.
const { decrypt, fromWire, verifyMIC } = untyped as unknown as (typeof untyped)["default"];

/** A frame to a multicast group as the npm package lora-packet reads it. */
export function hearMulticast(
  phyPayload: Uint8Array,
  mcAddr: string,
  netSKey: Uint8Array,
  appSKey: Uint8Array,
): { fCnt: number; fPort: number; payload: string } {
  const packet = fromWire(Buffer.from(phyPayload));
  assert.equal(packet.DevAddr?.toString("hex"), mcAddr);
  assert.equal(packet.getMType(), "Unconfirmed Data Down");
  const [net, app] = [Buffer.from(netSKey), Buffer.from(appSKey)];
  assert.ok(verifyMIC(packet, net), "the MIC of a multicast frame is wrong");
  const payload = decrypt(packet, app, net).toString("hex");
  return { fCnt: packet.getFCnt()!, fPort: packet.getFPort()!, payload };
}
