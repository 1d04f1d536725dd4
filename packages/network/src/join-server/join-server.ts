import type { Eui64 } from "@lorats/base";
import type { AesKey, CfList } from "@lorats/lorawan";

export type JoinRequestKind = "join" | "rejoin-0" | "rejoin-1" | "rejoin-2";

/**
 * What a network server asks a join server: the device's request and what the answer shall say. JoinReq and RejoinReq
 * of the Backend Interfaces carry the same.
 * @see LoRaWAN Backend Interfaces 1.0 §8.3, §9
 */
export interface JoinQuestion {
  readonly request: JoinRequestKind;
  readonly macVersion: string;
  /** As the device sent it. */
  readonly phyPayload: Uint8Array;
  readonly devEui: Eui64;
  readonly joinEui: Eui64;
  /** DevNonce, RJcount0 or RJcount1. */
  readonly nonce: number;
  readonly accept: {
    /** 24 bits. */
    readonly netId: number;
    readonly devAddr: string;
    readonly rx1DrOffset: number;
    readonly rx2DataRate: number;
    readonly rxDelay: number;
    readonly cfList: CfList | null;
  };
}

/** The keys of a session that begins. LoRaWAN 1.0 has one network key, which stands in all three places. */
export interface SessionSecrets {
  readonly fNwkSIntKey: AesKey;
  readonly sNwkSIntKey: AesKey;
  readonly nwkSEncKey: AesKey;
  readonly appSKey: AesKey;
}

export type JoinAnswer =
  | {
      readonly ok: true;
      /** The join-accept, whole. */
      readonly phyPayload: Uint8Array;
      readonly joinNonce: number;
      readonly secrets: SessionSecrets;
    }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/**
 * Keeps root keys and answers for them. The network server does without one for devices whose root keys it holds
 * itself (`answerJoin` is that role, embedded); devices without root keys here are answered by the server that the
 * port `joinServer` finds for their JoinEUI. Batch-first; answers stand in the order of the questions.
 */
export interface JoinServer {
  answer(questions: readonly JoinQuestion[]): Promise<readonly JoinAnswer[]>;
}
