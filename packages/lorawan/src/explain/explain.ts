import { toHex } from "@lorats/base";
import { decodePhyPayload } from "../frame/codec.ts";
import { mTypeOf, type MType } from "../frame/m-hdr.ts";
import type { PhyPayload } from "../frame/phy-payload.ts";
import { explainDataFrame, type DataFrameExplanation } from "./data-frame.ts";
import { explainJoinAccept, explainJoinRequest, explainRejoinRequest } from "./join.ts";
import { node, type ExplanationNode } from "./node.ts";
import type { ExplainOptions, MicVerdict } from "./options.ts";

/** A frame explained to a person: plain JSON, for a terminal as for an inspector in a browser. */
export interface FrameExplanation {
  readonly phyPayload: string;
  /** Set when the bytes are no LoRaWAN frame; the tree then holds what could still be told. */
  readonly refusal?: { readonly code: string; readonly reason: string };
  readonly mType?: MType;
  /** One sentence. */
  readonly summary: string;
  readonly mic?: MicVerdict;
  /** All 32 bits, once the MIC confirms them. */
  readonly fCnt?: number;
  /** The FRMPayload in clear, lower-case hexadecimal, when a key was at hand. */
  readonly payload?: string;
  readonly tree: readonly ExplanationNode[];
}

/** Explains any bytes. Never throws on account of them. */
export function explainPhyPayload(bytes: Uint8Array, options: ExplainOptions): FrameExplanation {
  const phyPayload = toHex(bytes);
  const decoded = decodePhyPayload(bytes);
  if (!decoded.ok) {
    const { code, reason } = decoded;
    return {
      phyPayload,
      refusal: { code, reason },
      summary: `not a LoRaWAN frame: ${reason}`,
      tree: bytes.length === 0 ? [] : [mHdrNode(bytes), restNode(bytes, "not read")],
    };
  }
  const frame = decoded.value;
  const { tree, ...explained } = explainBody(frame, bytes, options);
  return { phyPayload, mType: frame.mType, ...explained, tree: [mHdrNode(bytes), ...tree] };
}

type Body = Omit<DataFrameExplanation, "mic"> & { readonly mic?: MicVerdict };

function explainBody(frame: PhyPayload, bytes: Uint8Array, options: ExplainOptions): Body {
  switch (frame.mType) {
    case "join-request":
      return explainJoinRequest(frame, bytes, options);
    case "join-accept":
      return explainJoinAccept(frame, bytes, options);
    case "rejoin-request":
      return explainRejoinRequest(frame, bytes, options);
    case "proprietary":
      return { summary: "a vendor's own frame", tree: [restNode(bytes, "a vendor's own format")] };
    case "unconfirmed-data-up":
    case "unconfirmed-data-down":
    case "confirmed-data-up":
    case "confirmed-data-down":
      return explainDataFrame(frame, bytes, options);
  }
}

function mHdrNode(bytes: Uint8Array): ExplanationNode {
  const octet = bytes[0]!;
  const mType = mTypeOf(octet);
  const rfu = (octet >> 2) & 0x07;
  return node(bytes, "MHDR", 0, 1, `${mType}, Major ${octet & 0x03}`, {
    value: { mType, rfu, major: octet & 0x03 },
  });
}

function restNode(bytes: Uint8Array, meaning: string): ExplanationNode {
  return node(bytes, "rest", 1, bytes.length - 1, meaning);
}
