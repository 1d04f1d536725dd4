import { CallerError } from "@lorats/base";

/** LoRaWAN's FSK frame: preamble 5, sync word 3 (C1 94 C1), length 1, CRC 2 bytes around the PHYPayload. */
const FRAMING_BYTES = 5 + 3 + 1 + 2;

/**
 * How long an FSK frame occupies the air, in milliseconds.
 * @throws {CallerError} `LW_AIRTIME_BAD_FRAME`
 * @see RP002-1.0.4, "Preamble format" of EU863-870; SX1276 datasheet rev. 7 §4.2.13
 */
export function fskTimeOnAirMs(bitrateBps: number, phyBytes: number): number {
  if (!Number.isInteger(phyBytes) || phyBytes < 0 || !(bitrateBps > 0)) {
    throw new CallerError("LW_AIRTIME_BAD_FRAME", "length and bit rate of a frame are positive");
  }
  return ((FRAMING_BYTES + phyBytes) * 8 * 1000) / bitrateBps;
}
