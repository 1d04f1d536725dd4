import { hash } from "node:crypto";
import { bytesEqual } from "@lorats/base";
import type { LogRow } from "./packed.ts";

const LEAF_PREFIX = Uint8Array.of(0);

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
  return hash("sha256", Buffer.concat([LEAF_PREFIX, bytes]), "buffer");
}

/** Whether the bytes are those that were stored. */
export function isIntact({ leaf, bytes }: Pick<LogRow, "leaf" | "bytes">): boolean {
  return bytesEqual(leaf, leafHash(bytes));
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
    columns.time === Temporal.Instant.from(envelope.time).epochNanoseconds
  );
}
