import { CallerError, accept, type Eui64, type Result } from "@lorats/base";
import { uint64 } from "../json/exact.ts";
import { text } from "../json/fields.ts";
import { badField, parseMessage } from "./body.ts";
import { formatId6, parseStationEui } from "./eui.ts";

/** Where a station shall connect, or why it may not. */
export type DiscoveryAnswer =
  | {
      readonly router: Eui64;
      /** Names the server to people. */
      readonly muxs: Eui64;
      /** `ws://` or `wss://` with host, port and path: stations refuse a URI without any of them. */
      readonly uri: string;
    }
  | { readonly router: Eui64 | undefined; readonly error: string };

const COMPLETE_URI = /^wss?:\/\/[^/\s]+:\d{1,5}\/\S+$/;

/**
 * First message on `/router-info`: `{"router":"aabb:ccff:fedd:ee01"}`, from some stations the EUI as a number.
 * Refusals: `LNS_BAD_JSON`, `LNS_BAD_FIELD`.
 */
export function decodeDiscoveryRequest(message: string): Result<Eui64> {
  const body = parseMessage(message);
  if (!body.ok) return body;
  const { router } = body.value;
  const eui =
    typeof router === "string"
      ? parseStationEui(router)
      : (uint64(router)?.toString(16).padStart(16, "0") as Eui64 | undefined);
  return eui === undefined ? badField("router", "an EUI") : accept(eui);
}

export function encodeDiscoveryRequest(router: Eui64): string {
  return JSON.stringify({ router: formatId6(router) });
}

/** @throws {CallerError} `LNS_BAD_URI` when stations would refuse it */
export function encodeDiscoveryAnswer(answer: DiscoveryAnswer): string {
  const router = answer.router === undefined ? undefined : formatId6(answer.router);
  if ("error" in answer) return JSON.stringify({ router, error: answer.error });
  if (!COMPLETE_URI.test(answer.uri)) {
    throw new CallerError("LNS_BAD_URI", "stations need ws:// or wss:// with host, port and path");
  }
  return JSON.stringify({ router, muxs: formatId6(answer.muxs), uri: answer.uri });
}

/** Refusals: `LNS_BAD_JSON`, `LNS_BAD_FIELD`. */
export function decodeDiscoveryAnswer(message: string): Result<DiscoveryAnswer> {
  const body = parseMessage(message);
  if (!body.ok) return body;
  const router = parseStationEui(body.value["router"]);
  const error = text(body.value["error"]);
  if (error !== undefined) return accept({ router, error });
  const muxs = parseStationEui(body.value["muxs"]);
  const uri = text(body.value["uri"]);
  if (router === undefined) return badField("router", "an EUI");
  if (muxs === undefined) return badField("muxs", "an EUI");
  if (uri === undefined || !COMPLETE_URI.test(uri)) return badField("uri", "a WebSocket URI");
  return accept({ router, muxs, uri });
}
