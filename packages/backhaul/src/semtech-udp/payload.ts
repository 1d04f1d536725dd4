import { CallerError, accept, refuse, toBase64, type Result } from "@lorats/base";
import { base64Bytes, type JsonObject } from "../json/fields.ts";

/** A LoRa frame's length is one byte; FSK's too. */
const MAX_PAYLOAD = 255;

/**
 * `data` and `size`, which must agree.
 * Refusals: `UDP_BAD_DATA`, `UDP_BAD_SIZE`.
 */
export function decodePayload(raw: JsonObject): Result<Uint8Array> {
  const bytes = base64Bytes(raw["data"]);
  if (!bytes) return refuse("UDP_BAD_DATA", "data is not base64");
  if (bytes.length === 0 || bytes.length > MAX_PAYLOAD) {
    return refuse("UDP_BAD_DATA", `a frame has 1 to 255 bytes, not ${bytes.length}`);
  }
  const { size } = raw;
  if (size !== undefined && size !== bytes.length) {
    return refuse("UDP_BAD_SIZE", "size differs from the length of data");
  }
  return accept(bytes);
}

/** @throws {CallerError} `UDP_BAD_DATA` */
export function encodePayload(bytes: Uint8Array): { readonly size: number; readonly data: string } {
  if (bytes.length === 0 || bytes.length > MAX_PAYLOAD) {
    throw new CallerError("UDP_BAD_DATA", `a frame has 1 to 255 bytes, not ${bytes.length}`);
  }
  return { size: bytes.length, data: toBase64(bytes) };
}

/**
 * `freq` in MHz with hertz precision.
 * Refusal: `UDP_BAD_FREQ`.
 */
export function decodeFrequency(raw: JsonObject): Result<number> {
  const { freq } = raw;
  const freqHz = typeof freq === "number" ? Math.round(freq * 1e6) : NaN;
  return freqHz > 0 && freqHz < 1e11
    ? accept(freqHz)
    : refuse("UDP_BAD_FREQ", "freq is no frequency in MHz");
}

/** @throws {CallerError} `UDP_BAD_FREQ` */
export function encodeFrequency(freqHz: number): number {
  if (!Number.isInteger(freqHz) || freqHz <= 0 || freqHz >= 1e11) {
    throw new CallerError("UDP_BAD_FREQ", "a frequency is a positive whole number of hertz");
  }
  return freqHz / 1e6;
}
