import { accept, refuse, type Result } from "@lorats/base";
import { isObject, type JsonObject } from "../json/fields.ts";
import { protobufToJson } from "./protobuf/codec.ts";
import type { MessageType } from "./protobuf/messages.ts";

const decoder = new TextDecoder();
const BRACE = 0x7b;
const BLANK = 0x20;

/** Whether a payload is JSON: protobuf's binary form never begins with a brace, which would be a group. */
export function looksLikeJson(payload: Uint8Array): boolean {
  return payload.find((byte) => byte > BLANK) === BRACE;
}

/**
 * A message in either of protobuf's forms, as its JSON.
 * Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`.
 */
export function parsePayload(payload: string | Uint8Array, type: MessageType): Result<JsonObject> {
  if (typeof payload === "string") return parseJson(payload);
  return looksLikeJson(payload)
    ? parseJson(decoder.decode(payload))
    : protobufToJson(payload, type);
}

/** Refusal: `GWM_BAD_JSON`. */
export function parseJson(text: string): Result<JsonObject> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return isObject(json) ? accept(json) : refuse("GWM_BAD_JSON", "the payload is no JSON object");
}
