import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { parseInstant } from "@lorats/base";
import { parquetMetadata, parquetReadObjects, type FileMetaData } from "hyparquet";
import { parquetWriteBuffer, type BasicType, type ColumnSource } from "hyparquet-writer";
import { columnsAgree, isIntact, type Damage, type LogColumns } from "../log/integrity.ts";
import type { LogRow } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import { keyHash } from "../sqlite/log-schema.ts";
import type { RetentionClass } from "./retention.ts";

/** Rows that are compressed together: what a damaged byte costs at most. */
const ROWS_TOGETHER = 1024;
const KEY_BITS = 16;
const NAME = /^(\d{15})-(\d{15})\.parquet$/;

/** A stretch of the log, both ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** What a segment says of itself, so that searches need not open it. */
export interface Summary extends Range {
  readonly tenants: readonly string[];
  readonly types: readonly string[];
  /** One bit for each of 65,536 values that a key's hash may have. */
  readonly keys: string;
  /** Positions that were damaged already: they stayed in the database. */
  readonly left: readonly number[];
  /** Where each part begins that is compressed by itself. */
  readonly starts: readonly number[];
  /** The newest time of its events, ns since the epoch as decimal digits; absent in files of older releases. */
  readonly newest?: string;
  /** What was removed from it, as its time was over. */
  readonly expired?: readonly RetentionClass[];
}

interface FileRow {
  readonly position: bigint;
  readonly time: bigint;
  readonly tenant: string;
  readonly type: string;
  readonly key: string;
  readonly leaf: Uint8Array;
  readonly event: Uint8Array;
}

/** Rows of a segment, with what searches go by. */
export interface SegmentRow extends LogRow, LogColumns {}

export function segmentName({ first, last }: Range): string {
  const [from, to] = [first, last].map((position) => String(position).padStart(15, "0"));
  return `${from}-${to}.parquet`;
}

export function rangeOfName(name: string): Range | undefined {
  const [, first, last] = NAME.exec(name) ?? [];
  return first === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/**
 * A Parquet file (zstd) with one row an event: `position`, `time` in ns since the epoch, `tenant`, `type`, `key`, `leaf` and
 * `event`, the stored bytes. Any tool that reads Parquet can read it; what devices said stays sealed in it.
 */
export function encodeSegment(
  range: Range,
  rows: readonly LogRow[],
  { left, newest, expired }: Pick<Summary, "left" | "newest" | "expired">,
): Uint8Array {
  const columns = rows.map(({ bytes }) => columnsOf(bytes));
  const column = (name: keyof LogColumns): string[] => columns.map((one) => String(one[name]));
  const summary: Summary = {
    ...range,
    tenants: [...new Set(column("tenantId"))],
    types: [...new Set(column("type"))],
    keys: keyBits(column("key")).toBase64(),
    left,
    newest: newest ?? String(newestOf(columns)),
    ...(expired && { expired }),
    starts: rows.filter((_, i) => i % ROWS_TOGETHER === 0).map(({ position }) => position),
  };
  const bytes = parquetWriteBuffer({
    columnData: [
      required(
        "position",
        "INT64",
        rows.map(({ position }) => BigInt(position)),
      ),
      required(
        "time",
        "INT64",
        columns.map(({ time }) => time),
      ),
      required("tenant", "STRING", column("tenantId")),
      required("type", "STRING", column("type")),
      required("key", "STRING", column("key")),
      required(
        "leaf",
        "BYTE_ARRAY",
        rows.map(({ leaf }) => leaf),
      ),
      required(
        "event",
        "BYTE_ARRAY",
        rows.map((row) => row.bytes),
      ),
    ],
    codec: "ZSTD",
    compressors: { ZSTD: (input) => zstdCompressSync(input) },
    statistics: false,
    rowGroupSize: ROWS_TOGETHER,
    kvMetadata: [{ key: "lorats", value: JSON.stringify(summary) }],
    createdBy: "LoRaTS",
  });
  return new Uint8Array(bytes);
}

export interface Part {
  readonly range: Range;
  /** Undefined when they cannot be read. */
  readonly rows: readonly SegmentRow[] | undefined;
}

/** A segment as it lies there. */
export class Segment {
  readonly summary: Summary;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #metadata: FileMetaData;

  /** @throws {Error} when its footer cannot be read */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#metadata = parquetMetadata(bytes.buffer);
    this.summary = summaryOf(this.#metadata);
  }

  /** Its parts, each compressed by itself, in order. */
  async *parts(isBackwards = false): AsyncGenerator<Part> {
    const { starts, last } = this.summary;
    const order = isBackwards ? [...starts.keys()].toReversed() : starts.keys();
    for (const i of order) {
      const range = { first: starts[i]!, last: (starts[i + 1] ?? last + 1) - 1 };
      const rows = await this.#part(i * ROWS_TOGETHER, (i + 1) * ROWS_TOGETHER);
      yield { range, rows };
    }
  }

  async #part(rowStart: number, rowEnd: number): Promise<readonly SegmentRow[] | undefined> {
    try {
      const rows = (await parquetReadObjects({
        file: this.#bytes.buffer,
        metadata: this.#metadata,
        rowStart,
        rowEnd,
        utf8: false,
        compressors: { ZSTD: (input) => zstdDecompressSync(input) },
      })) as unknown as readonly FileRow[];
      return rows.map(({ position, time, tenant, type, key, leaf, event }) => {
        const columns = { type, tenantId: tenant, key, time };
        return Object.assign(columns, { position: Number(position), leaf, bytes: event });
      });
    } catch {
      return undefined;
    }
  }
}

function summaryOf({ key_value_metadata: said }: FileMetaData): Summary {
  return JSON.parse(said?.find(({ key }) => key === "lorats")?.value ?? "") as Summary;
}

/** Before the end of a file: how long its footer is, and a word that says what it is. */
const TRAILER_BYTES = 8;

/**
 * What a file says of itself, out of its footer: a hundredth of the file.
 * @throws {Error} when that cannot be read
 */
export function readSummary(file: string): Summary {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const end = (count: number): Uint8Array<ArrayBuffer> => {
      const bytes = new Uint8Array(Math.min(count, size));
      readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
      return bytes;
    };
    const length = new DataView(end(TRAILER_BYTES).buffer).getUint32(0, true);
    return summaryOf(parquetMetadata(end(length + TRAILER_BYTES)));
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a search may find something in a segment that says this of itself. */
export function mayHold(summary: Summary, { tenantId, types, key }: LogQuery): boolean {
  if (tenantId !== undefined && !summary.tenants.includes(tenantId)) return false;
  if (types && !types.some((type) => summary.types.includes(type))) return false;
  if (key === undefined) return true;
  const bit = bitOf(key);
  return (Uint8Array.fromBase64(summary.keys)[bit >> 3]! & (1 << (bit & 7))) !== 0;
}

export function matches(row: SegmentRow, { tenantId, types, key }: LogQuery): boolean {
  return (
    (tenantId === undefined || row.tenantId === tenantId) &&
    (types === undefined || (types as readonly string[]).includes(row.type)) &&
    (key === undefined || row.key === key)
  );
}

/** What is wrong with a row, if anything is. */
export function damageOf(row: SegmentRow): Damage["reason"] | undefined {
  if (!isIntact(row)) return "hash";
  return columnsAgree(row, row.bytes) ? undefined : "columns";
}

/** The newest time of some events; that of the epoch where there is none. */
export function newestOf(events: readonly Pick<LogColumns, "time">[]): bigint {
  return events.reduce((newest, { time }) => (time > newest ? time : newest), 0n);
}

function required(name: string, type: BasicType, data: readonly unknown[]): ColumnSource {
  return { name, type, data: data as ColumnSource["data"], nullable: false };
}

function columnsOf(bytes: Uint8Array): LogColumns {
  const text = Buffer.from(bytes).toString("utf8");
  const { type, tenantId, key, time } = JSON.parse(text) as Record<keyof LogColumns, string>;
  return { type, tenantId, key, time: parseInstant(time) };
}

function keyBits(keys: readonly string[]): Uint8Array {
  const bits = new Uint8Array(2 ** (KEY_BITS - 3));
  for (const key of keys) {
    const bit = bitOf(key);
    bits[bit >> 3]! |= 1 << (bit & 7);
  }
  return bits;
}

function bitOf(key: string): number {
  return keyHash(key) & (2 ** KEY_BITS - 1);
}
