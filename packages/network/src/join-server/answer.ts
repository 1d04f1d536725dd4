import type { DevAddr } from "@lorats/base";
import {
  type AesKey,
  type Ciphers,
  type JoinAcceptProtection,
  deriveJoinServerKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
  encodeJoinAccept,
  verifyJoinMic,
} from "@lorats/lorawan";
import { type NonceMemory, nonceAcceptable } from "../device/nonces.ts";
import type { JoinAnswer, JoinQuestion, SessionSecrets } from "./join-server.ts";

/** What a join server knows of one device. */
export interface JoinMemory {
  /** AppKey; in 1.0.x the only root key. */
  readonly appKey: AesKey | undefined;
  /** Of LoRaWAN 1.1. */
  readonly nwkKey: AesKey | undefined;
  /** Of the JoinEUI in question. */
  readonly nonces: NonceMemory;
  /** The highest RJcount1 accepted with that JoinEUI. */
  readonly rjCount1: number | undefined;
  /** To be used next; it never repeats. */
  readonly joinNonce: number;
}

const MAX_JOIN_NONCE = 0xff_ffff;

/** LoRaWAN 1.1 signs join-requests with NwkKey, 1.0 with AppKey. */
export function rootKeyOf(
  macVersion: string,
  { appKey, nwkKey }: Pick<JoinMemory, "appKey" | "nwkKey">,
): AesKey | undefined {
  return macVersion.startsWith("1.1") ? nwkKey : appKey;
}

/**
 * Does the request come from the device that holds this root key? Rejoin-requests of types 0 and 2 are signed with a
 * session key: that the network server has checked.
 * @see LoRaWAN L2 1.1 §6.2.2, §6.2.4
 */
export function requestMicMatches(
  ciphers: Ciphers,
  { request, macVersion, phyPayload, devEui }: Omit<JoinQuestion, "accept">,
  keys: Pick<JoinMemory, "appKey" | "nwkKey">,
): boolean {
  const root = rootKeyOf(macVersion, keys);
  if (!root) return false;
  if (request === "rejoin-0" || request === "rejoin-2") return true;
  const key = request === "rejoin-1" ? deriveJoinServerKeys(ciphers, root, devEui).jsIntKey : root;
  return verifyJoinMic(ciphers, key, phyPayload);
}

/** The join server's part, for a request whose MIC was found right. Pure. */
export function answerJoin(
  ciphers: Ciphers,
  question: JoinQuestion,
  memory: JoinMemory,
): JoinAnswer {
  const refusal = nonceRefusal(question, memory);
  if (refusal) return refusal;
  const { macVersion, accept } = question;
  const { joinNonce } = memory;
  const is11 = macVersion.startsWith("1.1");
  const { netId, rx1DrOffset, rx2DataRate, rxDelay, cfList } = accept;
  const phyPayload = encodeJoinAccept(
    ciphers,
    {
      joinNonce,
      netId,
      devAddr: accept.devAddr as DevAddr,
      dlSettings: { optNeg: is11, rx1DrOffset, rx2DataRate },
      rxDelay,
      cfList,
    },
    protectionOf(ciphers, question, memory),
  );
  return { ok: true, phyPayload, joinNonce, secrets: secretsOf(ciphers, question, memory) };
}

function nonceRefusal(
  { request, nonce, macVersion }: JoinQuestion,
  { nonces, rjCount1, joinNonce }: JoinMemory,
): (JoinAnswer & { readonly ok: false }) | undefined {
  if (joinNonce > MAX_JOIN_NONCE) {
    const reason = "all 2^24 JoinNonces of the device are spent";
    return { ok: false, code: "NS_JOINNONCE_EXHAUSTED", reason };
  }
  if (request === "rejoin-1" && rjCount1 !== undefined && nonce <= rjCount1) {
    const reason = `RJcount1 ${nonce} is not above ${rjCount1}`;
    return { ok: false, code: "NS_RJCOUNT_USED", reason };
  }
  if (request !== "join" || nonceAcceptable(nonces, nonce, macVersion)) return undefined;
  const below = nonce < nonces.highest ? `, or is below ${nonces.highest}` : "";
  return {
    ok: false,
    code: "NS_DEVNONCE_USED",
    reason: `DevNonce ${nonce} was used before${below}`,
  };
}

function protectionOf(
  ciphers: Ciphers,
  { request, macVersion, devEui, joinEui, nonce }: JoinQuestion,
  { appKey, nwkKey }: JoinMemory,
): JoinAcceptProtection {
  if (!macVersion.startsWith("1.1")) return { version: "1.0", rootKey: appKey! };
  const { jsIntKey, jsEncKey } = deriveJoinServerKeys(ciphers, nwkKey!, devEui);
  const encryptionKey = request === "join" ? nwkKey! : jsEncKey;
  return {
    version: "1.1",
    encryptionKey,
    jsIntKey,
    request: { type: request, joinEui, nonce },
  };
}

function secretsOf(
  ciphers: Ciphers,
  { macVersion, joinEui, nonce, accept }: JoinQuestion,
  { appKey, nwkKey, joinNonce }: JoinMemory,
): SessionSecrets {
  if (macVersion.startsWith("1.1")) {
    const exchange = { joinNonce, joinEui, devNonce: nonce };
    return deriveSessionKeys11(ciphers, nwkKey!, appKey ?? nwkKey!, exchange);
  }
  const exchange = { joinNonce, netId: accept.netId, devNonce: nonce };
  const { nwkSKey, appSKey } = deriveSessionKeys10(ciphers, appKey!, exchange);
  return { fNwkSIntKey: nwkSKey, sNwkSIntKey: nwkSKey, nwkSEncKey: nwkSKey, appSKey };
}
