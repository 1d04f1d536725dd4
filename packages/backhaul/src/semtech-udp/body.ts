import { accept, refuse, type Result } from "@lorats/base";
import { isObject, type JsonObject } from "../json/fields.ts";

const decoder = new TextDecoder();

/** Length without trailing blanks and NUL bytes, which some forwarders leave behind their JSON. */
export function trimmedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1]! <= 0x20) end--;
  return end;
}

/** Refusals: `UDP_BAD_JSON` when the body is not a JSON object. */
export function parseBody(datagram: Uint8Array, offset: number): Result<JsonObject> {
  const body = datagram.subarray(offset, trimmedLength(datagram));
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(body));
  } catch {
    return refuse("UDP_BAD_JSON", "the body is not JSON");
  }
  return isObject(json) ? accept(json) : refuse("UDP_BAD_JSON", "the body is not a JSON object");
}
