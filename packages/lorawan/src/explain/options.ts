import type { Eui64 } from "@lorats/base";
import type { AesKey } from "../crypto/aes-key.ts";
import type { Ciphers } from "../crypto/ciphers.ts";
import type { UplinkMicContext } from "../crypto/data-mic.ts";
import type { AnsweredRequest } from "../join/join-crypto.ts";
import type { NetworkKeys } from "../session/session-keys.ts";

/** What is known besides the bytes. Everything but the ciphers is optional: without keys a frame is only laid out. */
export interface ExplainOptions {
  readonly ciphers: Ciphers;
  /** For data frames and rejoin-requests. */
  readonly networkKeys?: NetworkKeys | undefined;
  readonly appSKey?: AesKey | undefined;
  /** For joins: AppKey in 1.0, NwkKey in 1.1. */
  readonly rootKey?: AesKey | undefined;
  /** For a 1.1 join-accept: what it answers, and whose JSIntKey signed it. */
  readonly request?: (AnsweredRequest & { readonly devEui: Eui64 }) | undefined;
  /** The 32-bit counter that would be next; without it the higher half is found by trying. */
  readonly expectedFCnt?: number | undefined;
  /** 1.1: see {@link UplinkMicContext}; without data rate and channel, they are found by trying. */
  readonly confFCnt?: UplinkMicContext["confFCnt"] | undefined;
  readonly txDr?: number | undefined;
  readonly txCh?: number | undefined;
}

/** What became of a frame's MIC. */
export interface MicVerdict {
  readonly status: "valid" | "invalid" | "unchecked";
  /** Four bytes, as sent. */
  readonly mic: string;
  readonly note: string;
}
