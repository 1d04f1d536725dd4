import { accept, CallerError, refuse, type Result } from "@lorats/base";
import { checkUint } from "./check.ts";
import { decodeDataFrame, encodeDataFrame } from "./data-frame.ts";
import { decodeJoinRequest, encodeJoinRequest } from "./join-request.ts";
import { MAJOR_R1, mHdr, mTypeOf } from "./m-hdr.ts";
import { MAX_PHY_PAYLOAD, type EncryptedJoinAccept, type PhyPayload } from "./phy-payload.ts";
import { decodeRejoinRequest, encodeRejoinRequest } from "./rejoin-request.ts";

/**
 * Reads what the radio received. HOT PATH: allocates the result only; byte fields are views of `bytes`.
 *
 * Codes: `LW_EMPTY`, `LW_TOO_LONG`, `LW_BAD_MAJOR`, `LW_TOO_SHORT`, `LW_BAD_LENGTH`, `LW_FOPTS_TRUNCATED`,
 * `LW_FOPTS_WITH_PORT_0`, `LW_BAD_REJOIN_TYPE`.
 * @see LoRaWAN L2 1.0.4 §4
 */
export function decodePhyPayload(bytes: Uint8Array): Result<PhyPayload> {
  if (bytes.length === 0) return refuse("LW_EMPTY", "a PHYPayload has at least its MHDR");
  if (bytes.length > MAX_PHY_PAYLOAD) {
    return refuse("LW_TOO_LONG", `a PHYPayload has at most 255 bytes, this one ${bytes.length}`);
  }
  const octet = bytes[0]!;
  const mType = mTypeOf(octet);
  // A vendor's frame may use the Major bits as it likes.
  if (mType === "proprietary") {
    return accept({ mType, vendorBits: octet & 0x1f, payload: bytes.subarray(1) });
  }
  if ((octet & 0x03) !== MAJOR_R1) {
    return refuse("LW_BAD_MAJOR", `Major version ${octet & 0x03} is not LoRaWAN R1`);
  }
  switch (mType) {
    case "join-request":
      return decodeJoinRequest(bytes);
    case "join-accept":
      return decodeEncryptedJoinAccept(bytes);
    case "rejoin-request":
      return decodeRejoinRequest(bytes);
    case "unconfirmed-data-up":
    case "unconfirmed-data-down":
    case "confirmed-data-up":
    case "confirmed-data-down":
      return decodeDataFrame(mType, bytes);
  }
}

function decodeEncryptedJoinAccept(bytes: Uint8Array): Result<EncryptedJoinAccept> {
  if (bytes.length !== 17 && bytes.length !== 33) {
    return refuse("LW_BAD_LENGTH", `a join-accept has 17 or 33 bytes, this one ${bytes.length}`);
  }
  return accept({ mType: "join-accept", encrypted: bytes.subarray(1) });
}

/**
 * The mirror of {@link decodePhyPayload}. The MIC is written as given: `signUplink` and its siblings put the right
 * one into the result.
 * @throws {CallerError} `LW_BAD_FIELD`, `LW_TOO_LONG`
 */
export function encodePhyPayload(frame: PhyPayload): Uint8Array<ArrayBuffer> {
  const bytes = encodeAny(frame);
  if (bytes.length > MAX_PHY_PAYLOAD) {
    throw new CallerError("LW_TOO_LONG", `a PHYPayload has at most 255 bytes, not ${bytes.length}`);
  }
  return bytes;
}

function encodeAny(frame: PhyPayload): Uint8Array<ArrayBuffer> {
  switch (frame.mType) {
    case "join-request":
      return encodeJoinRequest(frame);
    case "join-accept":
      if (frame.encrypted.length !== 16 && frame.encrypted.length !== 32) {
        throw new CallerError("LW_BAD_FIELD", "a join-accept's encrypted part has 16 or 32 bytes");
      }
      return withMHdr(mHdr(frame.mType), frame.encrypted);
    case "rejoin-request":
      return encodeRejoinRequest(frame);
    case "proprietary":
      checkUint("vendorBits", frame.vendorBits, 5);
      return withMHdr(mHdr(frame.mType) | frame.vendorBits, frame.payload);
    case "unconfirmed-data-up":
    case "unconfirmed-data-down":
    case "confirmed-data-up":
    case "confirmed-data-down":
      return encodeDataFrame(frame);
  }
}

function withMHdr(octet: number, rest: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(1 + rest.length);
  bytes[0] = octet;
  bytes.set(rest, 1);
  return bytes;
}
