import type { DataFrame } from "./data-frame.ts";
import type { JoinRequest } from "./join-request.ts";
import type { RejoinRequest } from "./rejoin-request.ts";

/**
 * A join-accept as it is on the air: all but the MHDR is encrypted, MIC included.
 * `decryptJoinAccept` opens it, `encodeJoinAccept` makes one.
 */
export interface EncryptedJoinAccept {
  readonly mType: "join-accept";
  /** 16 bytes, or 32 with a CFList. */
  readonly encrypted: Uint8Array;
}

/** Whatever a vendor sends under MType 7. */
export interface ProprietaryFrame {
  readonly mType: "proprietary";
  /** MHDR bits 4…0, of which the specification says nothing for this type. */
  readonly vendorBits: number;
  /** Everything after the MHDR. */
  readonly payload: Uint8Array;
}

/** Every frame that can be on the air, told apart by `mType`. Byte fields are views of the decoded bytes. */
export type PhyPayload =
  | JoinRequest
  | EncryptedJoinAccept
  | RejoinRequest
  | DataFrame
  | ProprietaryFrame;

/** The LoRa header's length field has eight bits. */
export const MAX_PHY_PAYLOAD = 255;
