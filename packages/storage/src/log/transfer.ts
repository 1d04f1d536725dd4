import { CallerError, PeerDataError } from "@lorats/base";
import { decodeEvent } from "@lorats/events";
import type { DeviceKeys } from "../keys/device-keys.ts";
import { isIntact } from "./integrity.ts";
import type { LogEngine } from "./log.ts";
import type { LogRow, PackedAppend } from "./packed.ts";
import { cursorOf, positionOf } from "./positions.ts";
import { sealRows, unsealRows } from "./sealing.ts";

const ROWS_AT_ONCE = 1000;
const LEAF = /^[0-9a-f]{64}$/;

/**
 * One event in a file of JSON lines: `{"position":"p1","leaf":"<64 hex>","event":"<the stored bytes as text>"}`.
 * The bytes are text in UTF-8, so they survive exactly, and the leaf hash proves it.
 */
export function encodeRow({ position, leaf, bytes }: LogRow): string {
  return JSON.stringify({
    position: cursorOf(position),
    leaf: Buffer.from(leaf).toString("hex"),
    event: Buffer.from(bytes).toString("utf8"),
  });
}

/** @throws {PeerDataError} `LOG_IMPORT_BAD_LINE`, `LOG_IMPORT_DAMAGED` */
export function decodeRow(line: string, lineNumber: number): LogRow {
  const bad = (why: string): PeerDataError =>
    new PeerDataError("LOG_IMPORT_BAD_LINE", `line ${lineNumber}: ${why}`);
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw bad("is not JSON; the file may be torn");
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

/**
 * Every stored event as it is, oldest first; with keys, what devices said in plain text. Damaged ones are handed to `onDamage`
 * and left out.
 */
export async function* exportRows(
  engine: LogEngine,
  after: number,
  onDamage: (position: number) => void,
  deviceKeys?: DeviceKeys,
): AsyncGenerator<LogRow> {
  for (let at = after; ;) {
    const page = await engine.read({ after: at, limit: ROWS_AT_ONCE });
    page.damaged.forEach(onDamage);
    yield* deviceKeys ? await unsealRows([...page.rows], deviceKeys) : page.rows;
    if (page.last === undefined) return;
    at = page.last;
  }
}

/**
 * Stores exported events under the positions that they had, bytes untouched but for what devices say in plain text: that is
 * sealed under the keys of this place.
 * @throws {CallerError} `LOG_NOT_EMPTY`: positions name events, so they cannot be given anew
 * @throws {PeerDataError} `LOG_IMPORT_GAP` when the file does not begin with the first event or one is missing
 */
export async function importRows(
  engine: LogEngine,
  deviceKeys: DeviceKeys | undefined,
  rows: AsyncIterable<LogRow>,
  onProgress: (count: number) => void = () => undefined,
): Promise<number> {
  if ((await engine.head()) > 0) {
    throw new CallerError("LOG_NOT_EMPTY", "events are imported into an empty log only");
  }
  let count = 0;
  let batch: LogRow[] = [];
  const store = async (): Promise<void> => {
    if (batch.length === 0) return;
    const rowsNow = deviceKeys ? await sealRows(batch, deviceKeys) : batch;
    await engine.append(packRows(rowsNow));
    batch = [];
    onProgress(count);
  };
  for await (const row of rows) {
    count++;
    if (row.position !== count) {
      const what = `expected ${cursorOf(count)}, found ${cursorOf(row.position)}`;
      throw new PeerDataError("LOG_IMPORT_GAP", `the file is not a whole log: ${what}`);
    }
    batch.push(row);
    if (batch.length === ROWS_AT_ONCE) await store();
  }
  await store();
  return count;
}

function packRows(rows: readonly LogRow[]): PackedAppend {
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
    times: BigInt64Array.from(events, ({ time }) => time),
    types: events.map(({ type }) => type),
    tenantIds: events.map(({ tenantId }) => tenantId),
    keys: events.map(({ key }) => key),
  };
}
