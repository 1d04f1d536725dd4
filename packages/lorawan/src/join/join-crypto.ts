import { accept, CallerError, refuse, type Eui64, type Result } from "@lorats/base";
import type { AesKey } from "../crypto/aes-key.ts";
import type { Ciphers } from "../crypto/ciphers.ts";
import { cmac } from "../crypto/cmac.ts";
import { writeIdLe } from "../frame/wire-id.ts";
import { decodePlainJoinAccept, encodePlainJoinAccept, type JoinAccept } from "./join-accept.ts";

/**
 * The MIC of a join-request (AppKey in 1.0, NwkKey in 1.1) or a rejoin-request (SNwkSIntKey for types 0 and 2,
 * JSIntKey for type 1). The last four bytes of `phyPayload` are its MIC field and not covered.
 * @see LoRaWAN L2 1.0.3 §6.2.4, 1.1 §6.2.2 and §6.2.4
 */
export function computeJoinMic(
  ciphers: Ciphers,
  key: AesKey,
  phyPayload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const covered = phyPayload.subarray(0, phyPayload.length - 4);
  return cmac(ciphers.of(key), covered).slice(0, 4);
}

export function verifyJoinMic(ciphers: Ciphers, key: AesKey, phyPayload: Uint8Array): boolean {
  return micEquals(computeJoinMic(ciphers, key, phyPayload), phyPayload);
}

/** Writes the right MIC into the frame's last four bytes. */
export function signJoin(ciphers: Ciphers, key: AesKey, phyPayload: Uint8Array): void {
  phyPayload.set(computeJoinMic(ciphers, key, phyPayload), phyPayload.length - 4);
}

/** JoinReqType as a 1.1 join-accept's MIC covers it, and the request it answers. */
export interface AnsweredRequest {
  readonly type: "join" | "rejoin-0" | "rejoin-1" | "rejoin-2";
  readonly joinEui: Eui64;
  /** DevNonce, RJcount0 or RJcount1. */
  readonly nonce: number;
}

/**
 * How a join-accept is protected.
 * - 1.0.x, and 1.1 with OptNeg clear: one root key (AppKey, respectively NwkKey) both encrypts and signs.
 * - 1.1 with OptNeg set: JSIntKey signs, over the request too; NwkKey encrypts the answer to a join-request and
 *   JSEncKey the answer to a rejoin-request.
 */
export type JoinAcceptProtection =
  | { readonly version: "1.0"; readonly rootKey: AesKey }
  | {
      readonly version: "1.1";
      readonly encryptionKey: AesKey;
      readonly jsIntKey: AesKey;
      readonly request: AnsweredRequest;
    };

const JOIN_REQ_TYPE = { join: 0xff, "rejoin-0": 0, "rejoin-1": 1, "rejoin-2": 2 } as const;

/**
 * A whole join-accept as the air carries it: encoded, signed, and encrypted with AES *decryption*, so that a device
 * needs encryption only.
 * @throws {CallerError} `LW_BAD_FIELD`; `LW_OPT_NEG_MISMATCH` when OptNeg and the protection contradict each other
 * @see LoRaWAN L2 1.0.3 §6.2.5, 1.1 §6.2.3
 */
export function encodeJoinAccept(
  ciphers: Ciphers,
  joinAccept: JoinAccept,
  protection: JoinAcceptProtection,
): Uint8Array<ArrayBuffer> {
  if (joinAccept.dlSettings.optNeg !== (protection.version === "1.1")) {
    throw new CallerError("LW_OPT_NEG_MISMATCH", "OptNeg is set exactly when 1.1 protects");
  }
  const plain = encodePlainJoinAccept(joinAccept);
  plain.set(joinAcceptMic(ciphers, protection, plain), plain.length - 4);
  const sealed = plain.slice(1);
  ciphers.of(encryptionKey(protection)).aes.decrypt(sealed, sealed.length);
  plain.set(sealed, 1);
  return plain;
}

/** A join-accept after decryption: MHDR first and MIC last, in clear. */
export interface OpenedJoinAccept {
  readonly joinAccept: JoinAccept;
  readonly plain: Uint8Array<ArrayBuffer>;
}

/**
 * What a device does with a join-accept. A device of 1.1 tries its 1.1 protection first and falls back to the 1.0
 * form; whichever contradicts the OptNeg it finds is refused.
 *
 * Codes: `LW_BAD_LENGTH`, `LW_MIC_INVALID`, `LW_OPT_NEG_MISMATCH`.
 */
export function decryptJoinAccept(
  ciphers: Ciphers,
  phyPayload: Uint8Array,
  protection: JoinAcceptProtection,
): Result<OpenedJoinAccept> {
  if (phyPayload.length !== 17 && phyPayload.length !== 33) {
    return refuse(
      "LW_BAD_LENGTH",
      `a join-accept has 17 or 33 bytes, this one ${phyPayload.length}`,
    );
  }
  const sealed = new Uint8Array(phyPayload.subarray(1));
  ciphers.of(encryptionKey(protection)).aes.encrypt(sealed, sealed.length);
  const plain = new Uint8Array(phyPayload.length);
  plain[0] = phyPayload[0]!;
  plain.set(sealed, 1);
  if (!micEquals(joinAcceptMic(ciphers, protection, plain), plain)) {
    return refuse("LW_MIC_INVALID", "the join-accept's MIC does not match this key");
  }
  const decoded = decodePlainJoinAccept(plain);
  if (!decoded.ok) return decoded;
  if (decoded.value.dlSettings.optNeg !== (protection.version === "1.1")) {
    return refuse("LW_OPT_NEG_MISMATCH", "OptNeg contradicts how this join-accept is protected");
  }
  return accept({ joinAccept: decoded.value, plain });
}

function encryptionKey(protection: JoinAcceptProtection): AesKey {
  return protection.version === "1.0" ? protection.rootKey : protection.encryptionKey;
}

/** 1.1 prepends JoinReqType 1 | JoinEUI 8 | DevNonce 2. */
function joinAcceptMic(
  ciphers: Ciphers,
  protection: JoinAcceptProtection,
  plain: Uint8Array,
): Uint8Array {
  const covered = plain.subarray(0, plain.length - 4);
  if (protection.version === "1.0") {
    return cmac(ciphers.of(protection.rootKey), covered).subarray(0, 4);
  }
  const { type, joinEui, nonce } = protection.request;
  const message = new Uint8Array(11 + covered.length);
  message[0] = JOIN_REQ_TYPE[type];
  writeIdLe(joinEui, message, 1);
  message[9] = nonce;
  message[10] = nonce >> 8;
  message.set(covered, 11);
  return cmac(ciphers.of(protection.jsIntKey), message).subarray(0, 4);
}

function micEquals(mic: Uint8Array, bytes: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < 4; i++) difference |= mic[i]! ^ bytes[bytes.length - 4 + i]!;
  return difference === 0;
}
