import { accept, refuse, type Result } from "@lorats/base";
import { parseExact } from "../json/exact.ts";
import { isObject, type JsonObject } from "../json/fields.ts";

/** Refusal: `LNS_BAD_JSON`. */
export function parseMessage(text: string): Result<JsonObject> {
  const json = parseExact(text);
  return isObject(json) ? accept(json) : refuse("LNS_BAD_JSON", "the message is no JSON object");
}

export function badField(field: string, expected: string): ReturnType<typeof refuse> {
  return refuse("LNS_BAD_FIELD", `${field} is not ${expected}`);
}
