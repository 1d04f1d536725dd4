import {
  ByteReader,
  ByteWriter,
  accept,
  refuse,
  toHex,
  type Eui64,
  type Result,
} from "@lorats/base";
import { hexBytes, integerIn, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";
import { formatDashedEui, parseStationEui } from "./eui.ts";

/** Messages in which a station hands over a frame, parsed as far as it parses frames itself. */
export type FrameMessage = "jreq" | "updf" | "propdf";

/** MHDR octets that stations let through: major version 0, no RFU bit set. */
const JOIN_REQUEST = 0x00;
const UNCONFIRMED_UP = 0x40;
const CONFIRMED_UP = 0x80;
const PROPRIETARY = 0xe0;

const JOIN_REQUEST_BYTES = 23;
const DATA_FRAME_MIN_BYTES = 12;

/**
 * Puts the PHYPayload together again.
 *
 *     jreq    MHdr | JoinEui LE | DevEui LE | DevNonce LE | MIC LE
 *     updf    MHdr | DevAddr LE | FCtrl | FCnt LE | FOpts | FPort, absent when −1 | FRMPayload | MIC LE
 *     propdf  FRMPayload is the whole of it
 *
 * DevAddr and MIC are signed 32-bit numbers. Refusals: `LNS_BAD_FIELD`, `LNS_BAD_FRAME`.
 */
export function buildPhyPayload(type: FrameMessage, raw: JsonObject): Result<Uint8Array> {
  switch (type) {
    case "jreq":
      return buildJoinRequest(raw);
    case "updf":
      return buildDataFrame(raw);
    case "propdf": {
      const bytes = hexBytes(raw["FRMPayload"]);
      return bytes?.[0] === PROPRIETARY
        ? accept(bytes)
        : badField("FRMPayload", "a proprietary frame in hexadecimal");
    }
  }
}

function buildJoinRequest(raw: JsonObject): Result<Uint8Array> {
  const mhdr = raw["MHdr"];
  if (mhdr !== JOIN_REQUEST) return badField("MHdr", "that of a join-request");
  const joinEui = parseStationEui(raw["JoinEui"] ?? raw["JoinEUI"]);
  if (joinEui === undefined) return badField("JoinEui", "an EUI");
  const devEui = parseStationEui(raw["DevEui"] ?? raw["DevEUI"]);
  if (devEui === undefined) return badField("DevEui", "an EUI");
  const devNonce = integerIn(raw["DevNonce"], 0, 0xffff);
  if (devNonce === undefined) return badField("DevNonce", "a 16-bit number");
  const mic = integerIn(raw["MIC"], -(2 ** 31), 2 ** 32 - 1);
  if (mic === undefined) return badField("MIC", "a 32-bit number");
  return accept(
    new ByteWriter(JOIN_REQUEST_BYTES)
      .u8(mhdr)
      .u64le(BigInt(`0x${joinEui}`))
      .u64le(BigInt(`0x${devEui}`))
      .u16le(devNonce)
      .u32le(mic)
      .finish(),
  );
}

function buildDataFrame(raw: JsonObject): Result<Uint8Array> {
  const mhdr = raw["MHdr"];
  if (mhdr !== UNCONFIRMED_UP && mhdr !== CONFIRMED_UP) {
    return badField("MHdr", "that of a data frame");
  }
  const devAddr = integerIn(raw["DevAddr"], -(2 ** 31), 2 ** 32 - 1);
  if (devAddr === undefined) return badField("DevAddr", "a 32-bit number");
  const fCtrl = integerIn(raw["FCtrl"], 0, 255);
  if (fCtrl === undefined) return badField("FCtrl", "a byte");
  const fCnt = integerIn(raw["FCnt"], 0, 0xffff);
  if (fCnt === undefined) return badField("FCnt", "a 16-bit number");
  const fOpts = hexBytes(raw["FOpts"]);
  if (!fOpts) return badField("FOpts", "hexadecimal");
  const fPort = integerIn(raw["FPort"], -1, 255);
  if (fPort === undefined) return badField("FPort", "−1 … 255");
  const payload = hexBytes(raw["FRMPayload"]);
  if (!payload) return badField("FRMPayload", "hexadecimal");
  const mic = integerIn(raw["MIC"], -(2 ** 31), 2 ** 32 - 1);
  if (mic === undefined) return badField("MIC", "a 32-bit number");
  if ((fCtrl & 0x0f) !== fOpts.length) {
    return refuse("LNS_BAD_FRAME", "FCtrl and FOpts disagree about the length");
  }
  if (fPort === -1 && payload.length > 0) {
    return refuse("LNS_BAD_FRAME", "a frame without FPort has no FRMPayload");
  }
  const writer = new ByteWriter(DATA_FRAME_MIN_BYTES + 1 + fOpts.length + payload.length)
    .u8(mhdr)
    .u32le(devAddr)
    .u8(fCtrl)
    .u16le(fCnt)
    .put(fOpts);
  if (fPort >= 0) writer.u8(fPort).put(payload);
  return accept(writer.u32le(mic).finish());
}

/**
 * Takes a PHYPayload apart as a station does. Stations drop what they do not know: rejoin-requests, downlinks,
 * other major versions, frames that are too short.
 *
 * Refusal: `LNS_NOT_LORAWAN`.
 */
export function takePhyPayloadApart(
  phyPayload: Uint8Array,
): Result<{ readonly type: FrameMessage; readonly fields: JsonObject }> {
  const mhdr = phyPayload[0];
  if (mhdr === PROPRIETARY) {
    return accept({ type: "propdf", fields: { FRMPayload: upperHex(phyPayload) } });
  }
  if (mhdr === JOIN_REQUEST && phyPayload.length === JOIN_REQUEST_BYTES) {
    return accept({ type: "jreq", fields: joinRequestFields(phyPayload) });
  }
  const fOptsLength = (phyPayload[5] ?? 0) & 0x0f;
  const isUplink = mhdr === UNCONFIRMED_UP || mhdr === CONFIRMED_UP;
  if (!isUplink || phyPayload.length < DATA_FRAME_MIN_BYTES + fOptsLength) {
    return refuse(
      "LNS_NOT_LORAWAN",
      "stations forward join-requests, uplinks and proprietary frames",
    );
  }
  return accept({ type: "updf", fields: dataFrameFields(phyPayload) });
}

function joinRequestFields(phyPayload: Uint8Array): JsonObject {
  const reader = new ByteReader(phyPayload);
  return {
    MHdr: reader.u8(),
    JoinEui: dashed(reader.u64le()),
    DevEui: dashed(reader.u64le()),
    DevNonce: reader.u16le(),
    MIC: reader.u32le() | 0,
  };
}

function dataFrameFields(phyPayload: Uint8Array): JsonObject {
  const reader = new ByteReader(phyPayload);
  const MHdr = reader.u8();
  const DevAddr = reader.u32le() | 0;
  const FCtrl = reader.u8();
  const FCnt = reader.u16le();
  const FOpts = upperHex(reader.take(FCtrl & 0x0f));
  const FPort = reader.remaining === 4 ? -1 : reader.u8();
  const FRMPayload = upperHex(reader.take(reader.remaining - 4));
  const MIC = reader.u32le() | 0;
  return { MHdr, DevAddr, FCtrl, FCnt, FOpts, FPort, FRMPayload, MIC };
}

function dashed(eui: bigint): string {
  return formatDashedEui(eui.toString(16).padStart(16, "0") as Eui64);
}

function upperHex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}
