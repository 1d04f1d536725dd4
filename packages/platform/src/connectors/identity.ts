import { createHash } from "node:crypto";
import type { Eui64 } from "@lorats/base";
import type { RadioIdentity } from "@lorats/events";
import type { Observed } from "./kind.ts";

/** The bit of an EUI's first byte that says that no manufacturer gave it. */
const LOCAL = 0x02;
/** The one that says that it stands for a group. */
const GROUP = 0x01;

/**
 * The EUI-64 by which a device is known here that has none of its own: 62 bits of a hash of who it is in its own network, marked
 * as administered locally, so that it never is a manufacturer's.
 *
 * @see IEEE Guidelines for Use of EUI, OUI, and CID: the U/L bit
 */
export function standInEui({ network, id }: RadioIdentity): Eui64 {
  const hash = createHash("sha256").update(`${network}\0${id}`).digest().subarray(0, 8);
  hash[0] = (hash[0]! | LOCAL) & ~GROUP;
  return hash.toString("hex") as Eui64;
}

export function euiOf({ devEui, identity }: Observed): Eui64 {
  return (devEui as Eui64 | undefined) ?? standInEui(identity);
}

/** The id of an observation, a UUID of version 8: the same message of the same connector has the same again. */
export function observationId(
  sourceId: string,
  { network, id }: RadioIdentity,
  messageId: string,
): string {
  const text = [sourceId, network, id, messageId].join("\0");
  const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
