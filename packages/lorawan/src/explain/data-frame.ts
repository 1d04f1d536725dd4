import { toHex } from "@lorats/base";
import { encryptFOpts, encryptFrmPayload } from "../crypto/payload-encryption.ts";
import { directionOf, isConfirmed, isUplink, type DataFrame } from "../frame/data-frame.ts";
import type { Direction } from "../frame/m-hdr.ts";
import { devAddrParts } from "../frame/net-id.ts";
import { macCommandSet } from "../mac/commands.ts";
import { RELAY_F_PORT } from "../relay/forward.ts";
import { reconstructFCnt } from "../session/f-cnt.ts";
import { isNetworkPort, macCommandKey } from "../session/session-keys.ts";
import { explainCommands, explainPackage } from "./commands.ts";
import { findMic, type MicMatch } from "./mic-search.ts";
import { explainRelayed } from "./relayed.ts";
import { node, type ExplanationNode } from "./node.ts";
import type { ExplainOptions, MicVerdict } from "./options.ts";

export interface DataFrameExplanation {
  readonly summary: string;
  readonly mic: MicVerdict;
  /** All 32 bits, once the MIC confirms them. */
  readonly fCnt?: number;
  /** The FRMPayload in clear, lower-case hexadecimal, when a key was at hand. */
  readonly payload?: string;
  readonly tree: readonly ExplanationNode[];
}

export function explainDataFrame(
  frame: DataFrame,
  bytes: Uint8Array,
  options: ExplainOptions,
): DataFrameExplanation {
  const match = options.networkKeys && findMic(frame, bytes, options.networkKeys, options);
  const mic = micVerdict(frame, options, match);
  // Without a MIC to confirm it, the counter's higher half is taken to be as expected, or zero.
  const fCnt = match?.fCnt ?? reconstructFCnt(frame.fCnt, options.expectedFCnt ?? frame.fCnt).fCnt;
  const context = { direction: directionOf(frame), devAddr: frame.devAddr, fCnt };
  const fOpts = decryptFOpts(frame, context, options);
  const payload = decryptPayload(frame, context, options);
  const clear = new Uint8Array(bytes);
  if (fOpts !== undefined) clear.set(fOpts, FOPTS_AT);
  if (payload !== undefined) clear.set(payload, bytes.length - 4 - payload.length);
  return {
    summary: summarise(frame),
    mic,
    ...(match === undefined ? {} : { fCnt }),
    ...(payload === undefined ? {} : { payload: toHex(payload) }),
    tree: [
      explainHeader(frame, clear, fCnt, fOpts !== undefined),
      ...explainPayload(frame, clear, payload !== undefined),
      node(bytes, "MIC", bytes.length - 4, 4, mic.note, { value: mic.status }),
    ],
  };
}

const FOPTS_AT = 8;

type StreamContext = Parameters<typeof encryptFrmPayload>[2];

function summarise(frame: DataFrame): string {
  const kind = `${isConfirmed(frame) ? "confirmed" : "unconfirmed"} data ${directionOf(frame)}`;
  const where =
    frame.fPort === null ? "no payload" : `${frame.frmPayload.length} B on FPort ${frame.fPort}`;
  return `${kind}, device ${frame.devAddr}, counter ${frame.fCnt}, ${where}`;
}

function micVerdict(
  frame: DataFrame,
  options: ExplainOptions,
  match: MicMatch | undefined,
): MicVerdict {
  const mic = toHex(frame.mic);
  if (options.networkKeys === undefined) {
    return { status: "unchecked", mic, note: "no network session key was given" };
  }
  if (match === undefined) {
    return { status: "invalid", mic, note: "the MIC matches these keys under no counter tried" };
  }
  const transmission =
    match.txDr === undefined ? "" : `, sent at DR${match.txDr} on channel ${match.txCh}`;
  return { status: "valid", mic, note: `valid for counter ${match.fCnt}${transmission}` };
}

function explainHeader(
  frame: DataFrame,
  clear: Uint8Array,
  fCnt: number,
  decrypted: boolean,
): ExplanationNode {
  const { length } = frame.fOpts;
  const flags = Object.entries(frame.fCtrl) as [string, boolean][];
  const set = flags.filter(([, on]) => on).map(([name]) => name.toUpperCase());
  const children = [
    node(clear, "DevAddr", 1, 4, devAddrWords(frame), { value: frame.devAddr }),
    node(clear, "FCtrl", 5, 1, `${set.join(", ") || "no flags"}; ${length} bytes of FOpts`, {
      value: { ...Object.fromEntries(flags), fOptsLen: length },
    }),
    node(clear, "FCnt", 6, 2, `the lower half of counter ${fCnt}`, { value: frame.fCnt }),
  ];
  if (length > 0) {
    const meaning = decrypted
      ? "MAC commands, decrypted"
      : "MAC commands, unless the session is 1.1";
    const run = { frame: clear, at: FOPTS_AT, length, decrypted };
    children.push(
      node(clear, "FOpts", FOPTS_AT, length, meaning, {
        ...(decrypted ? { decrypted } : {}),
        children: explainCommands(macCommandSet(directionOf(frame)), run),
      }),
    );
  }
  return node(clear, "FHDR", 1, 7 + length, "frame header", { children });
}

function devAddrWords(frame: DataFrame): string {
  const parts = devAddrParts(frame.devAddr);
  if (parts === undefined) return "belongs to no network";
  return `network ${parts.nwkId.toString(16)} of NetID type ${parts.type}`;
}

/** FOpts are in clear up to 1.0.4 and encrypted in 1.1. */
function decryptFOpts(
  frame: DataFrame,
  context: StreamContext,
  options: ExplainOptions,
): Uint8Array | undefined {
  const keys = options.networkKeys;
  if (keys?.version !== "1.1" || frame.fOpts.length === 0) return undefined;
  const appCounter = !isUplink(frame) && frame.fPort !== null && frame.fPort > 0;
  return encryptFOpts(options.ciphers, keys.nwkSEncKey, context, appCounter, frame.fOpts);
}

function decryptPayload(
  frame: DataFrame,
  context: StreamContext,
  options: ExplainOptions,
): Uint8Array | undefined {
  if (frame.fPort === null) return undefined;
  const { networkKeys, appSKey, ciphers } = options;
  const key = isNetworkPort(frame.fPort) ? networkKeys && macCommandKey(networkKeys) : appSKey;
  return key && encryptFrmPayload(ciphers, key, context, frame.frmPayload);
}

function explainPayload(
  frame: DataFrame,
  clear: Uint8Array,
  decrypted: boolean,
): ExplanationNode[] {
  const { fPort } = frame;
  if (fPort === null) return [];
  const portAt = FOPTS_AT + frame.fOpts.length;
  const port = node(clear, "FPort", portAt, 1, portWords(fPort), { value: fPort });
  const { length } = frame.frmPayload;
  if (length === 0) return [port];
  if (!decrypted) {
    const missing = isNetworkPort(fPort) ? "network" : "application";
    const note = `encrypted; no ${missing} session key was given`;
    return [port, node(clear, "FRMPayload", portAt + 1, length, note)];
  }
  const run = { frame: clear, at: portAt + 1, length, decrypted };
  const { meaning, children } = explainPlain(directionOf(frame), fPort, run);
  const details = { decrypted, ...(children === undefined ? {} : { children }) };
  return [port, node(clear, "FRMPayload", portAt + 1, length, meaning, details)];
}

function explainPlain(
  direction: Direction,
  fPort: number,
  run: Parameters<typeof explainCommands>[1],
): { readonly meaning: string; readonly children?: readonly ExplanationNode[] } {
  if (fPort === 0) {
    const children = explainCommands(macCommandSet(direction), run);
    return { meaning: "MAC commands, decrypted", children };
  }
  if (fPort === RELAY_F_PORT) return explainRelayed(direction, run);
  const plain = run.frame.subarray(run.at, run.at + run.length);
  return explainPackage(direction, fPort, run) ?? { meaning: plainWords(plain) };
}

function portWords(fPort: number): string {
  if (fPort === 0) return "MAC commands only";
  if (fPort <= 223) return "the application's";
  if (fPort === 224) return "LoRaWAN test protocol";
  return fPort === 226 ? "relay" : "reserved for standard packages";
}

function plainWords(plain: Uint8Array): string {
  const printable = plain.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? `decrypted: ${JSON.stringify(String.fromCharCode(...plain))}` : "decrypted";
}
