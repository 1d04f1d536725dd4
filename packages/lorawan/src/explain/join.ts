import { toHex } from "@lorats/base";
import type { EncryptedJoinAccept } from "../frame/phy-payload.ts";
import type { JoinRequest } from "../frame/join-request.ts";
import { formatNetId } from "../frame/net-id.ts";
import type { RejoinRequest } from "../frame/rejoin-request.ts";
import type { CfList } from "../join/cf-list.ts";
import type { JoinAccept } from "../join/join-accept.ts";
import {
  decryptJoinAccept,
  verifyJoinMic,
  type JoinAcceptProtection,
  type OpenedJoinAccept,
} from "../join/join-crypto.ts";
import { deriveJoinServerKeys } from "../join/key-derivation.ts";
import type { AesKey } from "../crypto/aes-key.ts";
import { node, type ExplanationNode } from "./node.ts";
import type { ExplainOptions, MicVerdict } from "./options.ts";

export interface JoinExplanation {
  readonly summary: string;
  readonly mic: MicVerdict;
  readonly tree: readonly ExplanationNode[];
}

export function explainJoinRequest(
  frame: JoinRequest,
  bytes: Uint8Array,
  options: ExplainOptions,
): JoinExplanation {
  const mic = joinMic(bytes, options.rootKey, options);
  return {
    summary: `device ${frame.devEui} asks join server ${frame.joinEui} for a session`,
    mic,
    tree: [
      node(bytes, "JoinEUI", 1, 8, "join server (AppEUI before 1.0.4)", { value: frame.joinEui }),
      node(bytes, "DevEUI", 9, 8, "device", { value: frame.devEui }),
      node(bytes, "DevNonce", 17, 2, "never used before by this device", { value: frame.devNonce }),
      micNode(bytes, mic),
    ],
  };
}

export function explainRejoinRequest(
  frame: RejoinRequest,
  bytes: Uint8Array,
  options: ExplainOptions,
): JoinExplanation {
  const type = node(bytes, "RejoinType", 1, 1, REJOIN_WORDS[frame.rejoinType], {
    value: frame.rejoinType,
  });
  if (frame.rejoinType === 1) {
    const jsIntKey =
      options.rootKey &&
      deriveJoinServerKeys(options.ciphers, options.rootKey, frame.devEui).jsIntKey;
    const mic = joinMic(bytes, jsIntKey, options);
    return {
      summary: `device ${frame.devEui} asks join server ${frame.joinEui} for its lost session`,
      mic,
      tree: [
        type,
        node(bytes, "JoinEUI", 2, 8, "join server", { value: frame.joinEui }),
        node(bytes, "DevEUI", 10, 8, "device", { value: frame.devEui }),
        node(bytes, "RJcount1", 18, 2, "counts for ever", { value: frame.rjCount1 }),
        micNode(bytes, mic),
      ],
    };
  }
  const keys = options.networkKeys;
  const mic = joinMic(bytes, keys?.version === "1.1" ? keys.sNwkSIntKey : undefined, options);
  return {
    summary: `device ${frame.devEui} asks network ${formatNetId(frame.netId)} for new session keys`,
    mic,
    tree: [
      type,
      node(bytes, "NetID", 2, 3, "home network", { value: formatNetId(frame.netId) }),
      node(bytes, "DevEUI", 5, 8, "device", { value: frame.devEui }),
      node(bytes, "RJcount0", 13, 2, "since the last join-accept", { value: frame.rjCount0 }),
      micNode(bytes, mic),
    ],
  };
}

const REJOIN_WORDS = {
  0: "new session context and radio parameters",
  1: "restore a lost session",
  2: "new keys, same radio parameters",
} as const;

export function explainJoinAccept(
  frame: EncryptedJoinAccept,
  bytes: Uint8Array,
  options: ExplainOptions,
): JoinExplanation {
  const summary = "the network accepts a device";
  const opened = openJoinAccept(bytes, options);
  if (opened === undefined) {
    const status = options.rootKey === undefined ? "unchecked" : "invalid";
    const note =
      status === "unchecked"
        ? "encrypted; no root key was given"
        : "the MIC does not match this key (a 1.1 join-accept also needs JoinEUI, DevEUI and nonce)";
    return {
      summary,
      mic: { status, mic: toHex(bytes.subarray(-4)), note },
      tree: [node(bytes, "encrypted", 1, frame.encrypted.length, note)],
    };
  }
  const { plain, joinAccept } = opened;
  const mic: MicVerdict = {
    status: "valid",
    mic: toHex(plain.subarray(-4)),
    note: "valid under this key",
  };
  return {
    summary: `the network ${formatNetId(joinAccept.netId)} accepts a device as ${joinAccept.devAddr}`,
    mic,
    tree: [...explainAccepted(joinAccept, plain), micNode(plain, mic)],
  };
}

function openJoinAccept(bytes: Uint8Array, options: ExplainOptions): OpenedJoinAccept | undefined {
  const { ciphers, rootKey, request } = options;
  if (rootKey === undefined) return undefined;
  const protections: JoinAcceptProtection[] = [{ version: "1.0", rootKey }];
  if (request !== undefined) {
    const { jsIntKey, jsEncKey } = deriveJoinServerKeys(ciphers, rootKey, request.devEui);
    const encryptionKey = request.type === "join" ? rootKey : jsEncKey;
    protections.push({ version: "1.1", encryptionKey, jsIntKey, request });
  }
  for (const protection of protections) {
    const opened = decryptJoinAccept(ciphers, bytes, protection);
    if (opened.ok) return opened.value;
  }
  return undefined;
}

function explainAccepted(accepted: JoinAccept, plain: Uint8Array): ExplanationNode[] {
  const { joinNonce, netId, devAddr, dlSettings, rxDelay, cfList } = accepted;
  const decrypted = { decrypted: true } as const;
  const nodes = [
    node(plain, "JoinNonce", 1, 3, "the join server's part of the session keys", {
      value: joinNonce,
      ...decrypted,
    }),
    node(plain, "NetID", 4, 3, "home network", { value: formatNetId(netId), ...decrypted }),
    node(plain, "DevAddr", 7, 4, "the device's new address", { value: devAddr, ...decrypted }),
    node(
      plain,
      "DLSettings",
      11,
      1,
      `RX1 offset ${dlSettings.rx1DrOffset}, RX2 at DR${dlSettings.rx2DataRate}, LoRaWAN ${dlSettings.optNeg ? "1.1" : "1.0"} rules`,
      { value: { ...dlSettings }, ...decrypted },
    ),
    node(plain, "RxDelay", 12, 1, `RX1 opens after ${Math.max(1, rxDelay)} s`, {
      value: rxDelay,
      ...decrypted,
    }),
  ];
  if (cfList !== null) {
    const value = cfListValue(cfList);
    nodes.push(node(plain, "CFList", 13, 16, cfListWords(cfList), { value, ...decrypted }));
  }
  return nodes;
}

function cfListValue(cfList: CfList): string | readonly number[] {
  switch (cfList.type) {
    case 0:
      return cfList.freqsHz;
    case 1:
      return cfList.chMasks;
    case "reserved":
      return toHex(cfList.bytes);
  }
}

function cfListWords(cfList: CfList): string {
  switch (cfList.type) {
    case 0:
      return `more channels at ${cfList.freqsHz.map((hz) => hz / 1e6).join(", ")} MHz`;
    case 1:
      return `channels on: ${cfList.chMasks.map((mask) => mask.toString(16).padStart(4, "0")).join(" ")}`;
    case "reserved":
      return "of a reserved type";
  }
}

function joinMic(bytes: Uint8Array, key: AesKey | undefined, options: ExplainOptions): MicVerdict {
  const mic = toHex(bytes.subarray(-4));
  if (key === undefined) return { status: "unchecked", mic, note: "no key for it was given" };
  return verifyJoinMic(options.ciphers, key, bytes)
    ? { status: "valid", mic, note: "valid under this key" }
    : { status: "invalid", mic, note: "the MIC does not match this key" };
}

function micNode(bytes: Uint8Array, mic: MicVerdict): ExplanationNode {
  return node(bytes, "MIC", bytes.length - 4, 4, mic.note, { value: mic.status });
}
