import { hash } from "node:crypto";
import { tryParseInstant } from "@lorats/base";
import type { LogRow } from "./packed.ts";

/** Its first byte stays zero: the prefix of leaves. */
let scratch = new Uint8Array(4096);

/** What is wrong with one stored event. */
export interface Damage {
  readonly position: number;
  readonly reason: "unreadable" | "hash" | "columns" | "segment";
}

/** What was found in one stretch of the log. */
export interface CheckedRange {
  readonly checked: number;
  readonly damage: readonly Damage[];
  /** Last position of the range, absent when the log ended before it. */
  readonly next: number | undefined;
}

/** @see RFC 9162 §2.1.1 */
export function leafHash(bytes: Uint8Array): Uint8Array {
  return hash("sha256", prefixed(bytes), "buffer");
}

/** Whether the bytes are those that were stored. HOT PATH. */
export function isIntact({ leaf, bytes }: Pick<LogRow, "leaf" | "bytes">): boolean {
  // Digits cost half of what a buffer of its own costs.
  return hash("sha256", prefixed(bytes), "hex") === leaf.toHex();
}

/** A zero byte and the bytes; what it gives back holds until the next call. */
function prefixed(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= scratch.length) scratch = new Uint8Array(2 * bytes.length);
  scratch.set(bytes, 1);
  return scratch.subarray(0, bytes.length + 1);
}

/** What searches use of an event, beside its bytes. */
export interface LogColumns {
  readonly type: string;
  readonly tenantId: string;
  readonly key: string;
  readonly time: bigint;
}

interface Envelope {
  readonly type: string;
  readonly tenantId: string;
  readonly key: string;
  readonly time: string;
}

/** Whether the columns say what the bytes say. */
export function columnsAgree(columns: LogColumns, bytes: Uint8Array): boolean {
  let envelope: Envelope;
  try {
    envelope = JSON.parse(Buffer.from(bytes).toString("utf8")) as Envelope;
  } catch {
    return false;
  }
  return (
    columns.type === envelope.type &&
    columns.tenantId === envelope.tenantId &&
    columns.key === envelope.key &&
    columns.time === tryParseInstant(envelope.time)
  );
}
