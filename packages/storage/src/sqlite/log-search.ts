import type { LogQuery } from "../log/query.ts";
import type { Connection } from "./connection.ts";
import { findTerm, lastPosition } from "./log-append.ts";
import { STRETCH_BITS, keyHash } from "./log-schema.ts";
import type { SqlValue } from "./protocol.ts";
import { isCorruption } from "./sqlite-error.ts";

/**
 * Positions that match, in the order asked for, at most `query.limit`. Without a filter, positions on pages that
 * cannot be followed are among them, so that fetching finds what is damaged.
 */
export function searchLog(connection: Connection, query: LogQuery): readonly number[] {
  if (query.tenantId === undefined && query.key === undefined && query.types === undefined) {
    return everything(connection, query);
  }
  const filter = buildFilter(connection, query);
  return filter ? searchStretches(connection, query, filter) : [];
}

function everything(connection: Connection, { after, before, limit }: LogQuery): number[] {
  const sql =
    before === undefined
      ? "select position from events where position > ? and position < ? order by position limit ?"
      : "select position from events where position > ? and position < ? order by position desc limit ?";
  try {
    const rows = connection.prepare(sql).all(after, before ?? Number.MAX_SAFE_INTEGER, limit);
    return rows.map((row) => Number(row["position"]));
  } catch (error) {
    if (!isCorruption(error)) throw error;
    const end = Math.min(before ?? Infinity, lastPosition(connection) + 1);
    const length = Math.max(0, Math.min(limit, end - after - 1));
    const first = before === undefined ? after + 1 : end - length;
    const positions = Array.from({ length }, (_, i) => first + i);
    return before === undefined ? positions : positions.toReversed();
  }
}

interface Filter {
  readonly index: "events_by_key" | "events_by_kind";
  readonly where: string;
  readonly parameters: readonly SqlValue[];
}

/** Absent when a term was never stored, so that nothing can match. */
function buildFilter(connection: Connection, query: LogQuery): Filter | undefined {
  const { tenantId, types, key } = query;
  const where: string[] = [];
  const parameters: SqlValue[] = [];
  if (key !== undefined) {
    where.push("key_hash = ? and key = ?");
    parameters.push(BigInt(keyHash(key)), key);
  }
  if (tenantId !== undefined) {
    const tenant = findTerm(connection, tenantId);
    if (tenant === undefined) return undefined;
    where.push("tenant = ?");
    parameters.push(BigInt(tenant));
  }
  const numbers = types?.flatMap((type) => findTerm(connection, type) ?? []);
  if (numbers) {
    if (numbers.length === 0) return undefined;
    where.push(`type in (${numbers.join(", ")})`);
  } else if (key === undefined) {
    // The index has the type before the tenant; naming every type there is lets it seek.
    where.push("type in (select number from terms)");
  }
  const index = key === undefined ? "events_by_kind" : "events_by_key";
  return { index, where: where.join(" and "), parameters };
}

function searchStretches(connection: Connection, query: LogQuery, filter: Filter): number[] {
  const { after, limit } = query;
  const isBackwards = query.before !== undefined;
  const last = Math.min((query.before ?? Infinity) - 1, lastPosition(connection));
  const statement = connection.prepare(
    `select position from events indexed by ${filter.index}
      where position >> ${STRETCH_BITS} = ? and ${filter.where} and position > ? and position <= ?
      order by position ${isBackwards ? "desc" : ""} limit ?`,
  );
  const lowest = Math.floor(Math.max(after + 1, firstPosition(connection)) / 2 ** STRETCH_BITS);
  const highest = Math.floor(last / 2 ** STRETCH_BITS);
  const found: number[] = [];
  for (let step = 0; step <= highest - lowest && found.length < limit; step++) {
    const stretch = isBackwards ? highest - step : lowest + step;
    const { parameters } = filter;
    const rows = statement.all(stretch, ...parameters, after, last, limit - found.length);
    for (const row of rows) found.push(Number(row["position"]));
  }
  return found;
}

function firstPosition(connection: Connection): number {
  const row = connection.prepare("select min(position) as first from events").get();
  return Number(row?.["first"] ?? 1);
}
