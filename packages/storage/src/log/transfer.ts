import { CallerError, parseInstant, PeerDataError } from "@lorats/base";
import {
  decodeEvent,
  isWithin,
  readEnvelope,
  stretchOf,
  type Cursor,
  type TimeSpan,
} from "@lorats/events";
import type { DeviceKeys } from "../keys/device-keys.ts";
import { neighboursOf } from "./around.ts";
import { isIntact } from "./integrity.ts";
import type { LogEngine } from "./log.ts";
import type { LogRow, PackedAppend } from "./packed.ts";
import { cursorOf, positionOf } from "./positions.ts";
import { sealRows, unsealRows } from "./sealing.ts";

const ROWS_AT_ONCE = 1000;
const LEAF = /^[0-9a-f]{64}$/;

const GAP_REASONS = ["expired", "damaged", "left-out"] as const;

/** A stretch whose events have left the log, cannot be read any more, or were not asked for. */
export interface Gap {
  readonly first: number;
  readonly last: number;
  readonly missing: (typeof GAP_REASONS)[number];
}

/** What a log consists of, in its order. */
export type LogItem = LogRow | Gap;

/** What came of an import: events stored, and positions that stay empty, by their reason. */
export type Imported = Readonly<Record<"events" | Gap["missing"], number>>;

/**
 * One event in a file of JSON lines: `{"position":"p1","leaf":"<64 hex>","event":"<the stored bytes as text>"}`.
 * The bytes are text in UTF-8, so they survive exactly, and the leaf hash proves it. Where events are missing,
 * `{"first":"p2","last":"p5","missing":"expired"}` says so.
 */
export function encodeItem(item: LogItem): string {
  if (isGap(item)) {
    const { first, last, missing } = item;
    return JSON.stringify({ first: cursorOf(first), last: cursorOf(last), missing });
  }
  const { position, leaf, bytes } = item;
  return JSON.stringify({
    position: cursorOf(position),
    leaf: Buffer.from(leaf).toString("hex"),
    event: Buffer.from(bytes).toString("utf8"),
  });
}

/** @throws {PeerDataError} `LOG_IMPORT_BAD_LINE`, `LOG_IMPORT_DAMAGED` */
export function decodeItem(line: string, lineNumber: number): LogItem {
  const bad = (why: string): PeerDataError =>
    new PeerDataError("LOG_IMPORT_BAD_LINE", `line ${lineNumber}: ${why}`);
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw bad("is not JSON; the file may be torn");
  }
  if ("missing" in fields) {
    const gap = gapOf(fields);
    if (!gap) throw bad("needs first, last and why they are missing");
    return gap;
  }
  const { position, leaf, event } = fields;
  if (typeof position !== "string" || typeof leaf !== "string" || typeof event !== "string") {
    throw bad("needs position, leaf and event");
  }
  if (!LEAF.test(leaf)) throw bad("leaf is not a SHA-256 in hexadecimal");
  const row = {
    position: positionOf(position as Parameters<typeof positionOf>[0]),
    leaf: new Uint8Array(Buffer.from(leaf, "hex")),
    bytes: new Uint8Array(Buffer.from(event, "utf8")),
  };
  if (!isIntact(row)) {
    throw new PeerDataError("LOG_IMPORT_DAMAGED", `line ${lineNumber}: bytes and leaf hash differ`);
  }
  return row;
}

function gapOf({ first, last, missing: given }: Record<string, unknown>): Gap | undefined {
  const missing = GAP_REASONS.find((reason) => reason === given);
  if (missing === undefined || typeof first !== "string" || typeof last !== "string")
    return undefined;
  const gap = { first: positionOf(first as Cursor), last: positionOf(last as Cursor), missing };
  return gap.first <= gap.last ? gap : undefined;
}

function isGap(item: LogItem): item is Gap {
  return "missing" in item;
}

function firstOf(item: LogItem): number {
  return isGap(item) ? item.first : item.position;
}

function lastOf(item: LogItem): number {
  return isGap(item) ? item.last : item.position;
}

/**
 * Every stored event of a span as it is, oldest first, and between them which are missing; with keys, what devices said in
 * plain text.
 */
export async function* exportItems(
  engine: LogEngine,
  deviceKeys?: DeviceKeys,
  span: TimeSpan = {},
): AsyncGenerator<LogItem> {
  const head = await engine.head();
  const log = { around: neighboursOf.bind(undefined, engine) };
  const { after, before } = await stretchOf(log, span);
  const begin = after === undefined ? 1 : positionOf(after) + 1;
  const end = before === undefined ? head + 1 : positionOf(before);
  let left: Gap | undefined = begin > 1 ? leftOut(1, begin - 1) : undefined;
  for await (const item of storedItems(engine, deviceKeys, { begin, end })) {
    if (!isGap(item) && !happenedWithin(span, item)) {
      left = leftOut(left?.first ?? item.position, item.position);
      continue;
    }
    if (left) yield left;
    left = undefined;
    yield item;
  }
  if (end <= head) left = leftOut(left?.first ?? end, head);
  if (left) yield left;
}

function leftOut(first: number, last: number): Gap {
  return { first, last, missing: "left-out" };
}

function happenedWithin(span: TimeSpan, { bytes }: LogRow): boolean {
  if (span.from === undefined && span.to === undefined) return true;
  return isWithin(span, parseInstant(readEnvelope(bytes).time));
}

/** What is stored from one position up to before another, and where nothing is. */
async function* storedItems(
  engine: LogEngine,
  deviceKeys: DeviceKeys | undefined,
  { begin, end }: { readonly begin: number; readonly end: number },
): AsyncGenerator<LogItem> {
  for (let next = begin; next < end;) {
    const limit = Math.min(ROWS_AT_ONCE, end - next);
    const page = await engine.read({ after: next - 1, limit });
    const rows = [...page.rows];
    const whole = deviceKeys ? await unsealRows(rows, deviceKeys) : rows;
    const damaged = page.damaged.map((at): Gap => ({ first: at, last: at, missing: "damaged" }));
    for (const item of [...whole, ...damaged].toSorted((a, b) => firstOf(a) - firstOf(b))) {
      const first = Math.min(firstOf(item), end);
      if (first > next) yield { first: next, last: first - 1, missing: "expired" };
      if (first === end) return;
      yield item;
      next = first + 1;
    }
    if (page.last === undefined && next < end) {
      yield { first: next, last: end - 1, missing: "expired" };
      return;
    }
  }
}

/**
 * Stores exported events under the positions that they had, bytes untouched but for what devices say in plain text: that is
 * sealed under the keys of this place. Positions of events that the file says are missing stay empty.
 * @throws {CallerError} `LOG_NOT_EMPTY`: positions name events, so they cannot be given anew
 * @throws {PeerDataError} `LOG_IMPORT_GAP` when an event is missing and the file does not say so
 */
export async function importItems(
  engine: LogEngine,
  deviceKeys: DeviceKeys | undefined,
  items: AsyncIterable<LogItem>,
): Promise<Imported> {
  if ((await engine.head()) > 0) {
    throw new CallerError("LOG_NOT_EMPTY", "events are imported into an empty log only");
  }
  const imported = { events: 0, expired: 0, damaged: 0, "left-out": 0 };
  let batch: LogRow[] = [];
  let stored = 0;
  let expected = 1;
  const store = async (): Promise<void> => {
    const newest = batch.at(-1);
    if (!newest) return;
    const rows = deviceKeys ? await sealRows(batch, deviceKeys) : batch;
    await engine.append(packedAppend(rows, stored));
    stored = newest.position;
    batch = [];
  };
  for await (const item of items) {
    const first = firstOf(item);
    if (first !== expected) {
      const what = `expected ${cursorOf(expected)}, found ${cursorOf(first)}`;
      throw new PeerDataError("LOG_IMPORT_GAP", `the file is not a whole log: ${what}`);
    }
    expected = lastOf(item) + 1;
    imported[isGap(item) ? item.missing : "events"] += expected - first;
    if (!isGap(item)) batch.push(item);
    if (batch.length === ROWS_AT_ONCE) await store();
  }
  await store();
  return imported;
}

/** @param after the position before all of them */
function packedAppend(rows: readonly LogRow[], after: number): PackedAppend {
  const events = rows.map(({ bytes }) => decodeEvent(bytes));
  const bytes = new Uint8Array(rows.reduce((sum, row) => sum + row.bytes.length + 1, 0));
  let offset = 1;
  for (const row of rows) {
    bytes.set(row.bytes, offset);
    offset += row.bytes.length + 1;
  }
  return {
    bytes,
    lengths: Uint32Array.from(rows, (row) => row.bytes.length),
    skipped: rows.map(({ position }, i) => position - 1 - (rows[i - 1]?.position ?? after)),
    times: BigInt64Array.from(events, ({ time }) => time),
    types: events.map(({ type }) => type),
    tenantIds: events.map(({ tenantId }) => tenantId),
    keys: events.map(({ key }) => key),
  };
}
