import {
  verifyDownlinkMic,
  verifyForwardingMic,
  verifyUplinkMic,
  type UplinkMicContext,
} from "../crypto/data-mic.ts";
import { isUplink, type DataFrame } from "../frame/data-frame.ts";
import { reconstructFCnt } from "../session/f-cnt.ts";
import type { NetworkKeys, NetworkKeys11 } from "../session/session-keys.ts";
import type { ExplainOptions } from "./options.ts";

/** Higher halves of the counter that are tried when nobody says which one is expected. */
const HALVES = 16;
const DATA_RATES = 16;
const CHANNELS = 96;

/** The counter and transmission under which a frame's MIC holds. */
export interface MicMatch {
  readonly fCnt: number;
  readonly txDr?: number;
  readonly txCh?: number;
}

/** Finds what a frame's MIC covers beyond its bytes, within what the options leave open. */
export function findMic(
  frame: DataFrame,
  bytes: Uint8Array,
  keys: NetworkKeys,
  options: ExplainOptions,
): MicMatch | undefined {
  for (const fCnt of counters(frame.fCnt, options.expectedFCnt)) {
    const match = matchAt(fCnt, frame, bytes, keys, options);
    if (match !== undefined) return match;
  }
  return undefined;
}

function counters(fCnt16: number, expected: number | undefined): number[] {
  if (expected !== undefined) return [reconstructFCnt(fCnt16, expected).fCnt];
  return Array.from({ length: HALVES }, (_, half) => half * 0x1_0000 + fCnt16);
}

function matchAt(
  fCnt: number,
  frame: DataFrame,
  bytes: Uint8Array,
  keys: NetworkKeys,
  options: ExplainOptions,
): MicMatch | undefined {
  const { ciphers } = options;
  const confFCnt = options.confFCnt ?? 0;
  if (!isUplink(frame)) {
    return verifyDownlinkMic(ciphers, keys, bytes, { fCnt, confFCnt }) ? { fCnt } : undefined;
  }
  if (keys.version === "1.0") {
    return verifyUplinkMic(ciphers, keys, bytes, { fCnt }) ? { fCnt } : undefined;
  }
  if (!verifyForwardingMic(ciphers, keys.fNwkSIntKey, bytes, fCnt)) return undefined;
  return findTransmission({ fCnt, confFCnt }, bytes, keys, options);
}

function findTransmission(
  context: UplinkMicContext,
  bytes: Uint8Array,
  keys: NetworkKeys11,
  options: ExplainOptions,
): MicMatch | undefined {
  for (const txDr of range(options.txDr, DATA_RATES)) {
    for (const txCh of range(options.txCh, CHANNELS)) {
      if (verifyUplinkMic(options.ciphers, keys, bytes, { ...context, txDr, txCh })) {
        return { fCnt: context.fCnt, txDr, txCh };
      }
    }
  }
  return undefined;
}

function range(known: number | undefined, count: number): Iterable<number> {
  return known === undefined ? Array(count).keys() : [known];
}
