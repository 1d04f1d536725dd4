import { fromBase64 } from "@lorats/base";
import type { Uplink } from "@lorats/events";

/** Bytes behind each command's identifier, device to network. @see LoRaWAN L2 1.0.4 §5, 1.1 §5 */
const LENGTHS: Readonly<Record<number, number>> = {
  0x01: 1,
  0x02: 0,
  0x03: 1,
  0x04: 0,
  0x05: 1,
  0x06: 2,
  0x07: 1,
  0x08: 0,
  0x09: 0,
  0x0a: 1,
  0x0b: 1,
  0x0c: 0,
  0x0d: 0,
  0x0f: 1,
  0x10: 1,
  0x11: 1,
  0x12: 0,
  0x13: 1,
  0x20: 1,
};
const LINK_ADR_ANS = 0x03;
/** Power, data rate and channel mask: all accepted. */
const ALL_ACCEPTED = 0b111;

/** Did the device just accept another power or data rate? What comes behind an unknown command is not looked at. */
function acceptsAdr(macCommands: Uint8Array): boolean {
  for (let at = 0; at < macCommands.length;) {
    const command = macCommands[at]!;
    if (command === LINK_ADR_ANS && macCommands[at + 1] === ALL_ACCEPTED) return true;
    const length = LENGTHS[command];
    if (length === undefined) return false;
    at += 1 + length;
  }
  return false;
}

/** How the device last sent, as far as it bears on who hears it: 0 before its first frame. */
export function spreadingOf({ modulation }: Pick<Uplink, "modulation">): number {
  return modulation.kind === "lora" ? modulation.sf : 0;
}

/**
 * Does it send in another way than before: at another spreading factor, or at the power that ADR asked for? Then who hears it,
 * and how loudly, says nothing of where it is until that has been learnt anew.
 */
export function isSentAnew(
  knownSf: number,
  uplink: Pick<Uplink, "modulation" | "macCommands">,
): boolean {
  if (spreadingOf(uplink) !== knownSf) return true;
  return uplink.macCommands !== "" && acceptsAdr(fromBase64(uplink.macCommands));
}
