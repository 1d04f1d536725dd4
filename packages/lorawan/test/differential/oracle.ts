import loraPacketModule from "lora-packet";
import { toHex } from "@lorats/base";
import { revealKey, type AesKey } from "@lorats/lorawan";

/** Its type declarations describe an ES module; what Node imports is the object itself. */
export const loraPacket: (typeof loraPacketModule)["default"] =
  loraPacketModule as unknown as (typeof loraPacketModule)["default"];

export const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
export const secret = (key: AesKey): Buffer => buffer(revealKey(key));
export const hex = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "" : toHex(bytes);
