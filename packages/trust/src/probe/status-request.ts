import { fromBase64 } from "@lorats/base";
import type { Downlink } from "@lorats/events";

/** Bytes behind each command's identifier, network to device. @see LoRaWAN L2 1.0.4 §5, 1.1 §5 */
const LENGTHS: Readonly<Record<number, number>> = {
  0x01: 1,
  0x02: 2,
  0x03: 4,
  0x04: 1,
  0x05: 4,
  0x06: 0,
  0x07: 5,
  0x08: 1,
  0x09: 1,
  0x0a: 4,
  0x0b: 1,
  0x0c: 1,
  0x0d: 5,
  0x0e: 2,
  0x0f: 1,
  0x10: 0,
  0x11: 4,
  0x12: 3,
  0x13: 3,
  0x20: 1,
};
const DEV_STATUS_REQ = 0x06;

/** Does a downlink ask for the status in answer to a frame? Then it is a probe of that frame. */
export function isProbe({
  macCommands,
  inReplyTo,
}: Pick<Downlink, "macCommands" | "inReplyTo">): boolean {
  if (macCommands === undefined || inReplyTo === undefined) return false;
  return asksForStatus(fromBase64(macCommands));
}

/** Do these MAC commands ask for the device's status? What comes behind an unknown command is not looked at. */
function asksForStatus(macCommands: Uint8Array): boolean {
  for (let at = 0; at < macCommands.length;) {
    const command = macCommands[at]!;
    if (command === DEV_STATUS_REQ) return true;
    const length = LENGTHS[command];
    if (length === undefined) return false;
    at += 1 + length;
  }
  return false;
}
