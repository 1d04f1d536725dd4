import type { Eui64 } from "@lorats/base";
import type { JoinRequest, RejoinRequest } from "@lorats/lorawan";
import type { JoinRequestKind } from "../join-server/join-server.ts";

/** A join-request or rejoin-request, by what they have in common. */
export interface ActivationRequest {
  readonly kind: JoinRequestKind;
  readonly devEui: Eui64;
  /** Rejoin-requests of types 0 and 2 do not say it. */
  readonly joinEui?: Eui64;
  /** Rejoin-requests of types 0 and 2 say who serves them. */
  readonly netId?: number;
  /** DevNonce, RJcount0 or RJcount1. */
  readonly nonce: number;
}

export function activationRequest(frame: JoinRequest | RejoinRequest): ActivationRequest {
  const { devEui } = frame;
  if (frame.mType === "join-request") {
    return { kind: "join", devEui, joinEui: frame.joinEui, nonce: frame.devNonce };
  }
  if (frame.rejoinType === 1) {
    return { kind: "rejoin-1", devEui, joinEui: frame.joinEui, nonce: frame.rjCount1 };
  }
  const kind = frame.rejoinType === 0 ? "rejoin-0" : "rejoin-2";
  return { kind, devEui, netId: frame.netId, nonce: frame.rjCount0 };
}

/** Does a session key sign it, and not a root key? */
export function isSessionSigned({ kind }: ActivationRequest): boolean {
  return kind === "rejoin-0" || kind === "rejoin-2";
}
