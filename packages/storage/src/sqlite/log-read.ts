import { isIntact } from "../log/integrity.ts";
import { packRows, type LogRow } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import type { Connection } from "./connection.ts";
import { searchLog } from "./log-search.ts";
import type { LogFound, LogPage } from "./protocol.ts";
import { isCorruption } from "./sqlite-error.ts";

export function readLog(connection: Connection, query: LogQuery): LogPage {
  const positions = searchLog(connection, { ...query, limit: query.limit + 1 });
  const page = positions.slice(0, query.limit);
  const { events, damaged } = getEvents(connection, page);
  return { events, damaged, last: page.at(-1), hasMore: positions.length > page.length };
}

/** Rows by position; those whose bytes do not match their hash or cannot be read count as damaged. HOT PATH. */
export function getEvents(connection: Connection, positions: readonly number[]): LogFound {
  const fetched = fetchRows(connection, positions);
  const rows: LogRow[] = [];
  const damaged: number[] = [];
  const missing: number[] = [];
  for (const position of positions) {
    const row = fetched ? fetched.get(position) : fetchRow(connection, position);
    if (row === undefined) missing.push(position);
    else if (row === "unreadable" || !isIntact(row)) damaged.push(position);
    else rows.push(row);
  }
  return { events: packRows(rows), damaged, missing };
}

/** All in one statement; undefined where a page cannot be followed, then each is to be fetched by itself. */
function fetchRows(
  connection: Connection,
  positions: readonly number[],
): ReadonlyMap<number, LogRow> | undefined {
  const statement = connection.prepare(
    "select position, leaf, bytes from events where position in (select value from json_each(?))",
  );
  statement.setReturnArrays(true);
  try {
    const rows = statement.all(JSON.stringify(positions)) as unknown as readonly Fetched[];
    return new Map(
      rows.map(([at, leaf, bytes]) => {
        const position = Number(at);
        return [position, { position, leaf, bytes }];
      }),
    );
  } catch (error) {
    if (isCorruption(error)) return undefined;
    throw error;
  }
}

type Fetched = readonly [position: bigint, leaf: Uint8Array, bytes: Uint8Array];

function fetchRow(connection: Connection, position: number): LogRow | "unreadable" | undefined {
  try {
    const row = connection
      .prepare("select leaf, bytes from events where position = ?")
      .get(position);
    return row && { position, leaf: row["leaf"] as Uint8Array, bytes: row["bytes"] as Uint8Array };
  } catch (error) {
    if (isCorruption(error)) return "unreadable";
    throw error;
  }
}
