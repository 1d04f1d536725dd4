import { columnsAgree, isIntact, type CheckedRange, type Damage } from "../log/integrity.ts";
import type { Connection } from "./connection.ts";
import { lastPosition } from "./log-append.ts";
import { keyHash } from "./log-schema.ts";
import { isCorruption } from "./sqlite-error.ts";

const SELECT = `
  select time, tenants.term as tenant, types.term as type, key_hash, key, leaf, bytes
  from events
  left join terms as tenants on tenants.number = events.tenant
  left join terms as types on types.number = events.type
  where position = ?`;

/**
 * Checks stored events one by one: bytes against their hash, and the columns that searches use against what the
 * bytes say. Positions that were removed by policy are passed over.
 */
export function checkLog(
  connection: Connection,
  { after, limit }: { readonly after: number; readonly limit: number },
): CheckedRange {
  const last = lastPosition(connection);
  const end = Math.min(last, after + limit);
  const damage: Damage[] = [];
  let checked = 0;
  for (let position = after + 1; position <= end; position++) {
    const reason = checkOne(connection, position);
    if (reason !== "missing") checked++;
    if (reason !== "missing" && reason !== "good") damage.push({ position, reason });
  }
  return { checked, damage, next: end < last ? end : undefined };
}

function checkOne(connection: Connection, position: number): Damage["reason"] | "missing" | "good" {
  let row: Record<string, unknown> | undefined;
  try {
    row = connection.prepare(SELECT).get(position);
  } catch (error) {
    if (!isCorruption(error)) throw error;
    return "unreadable";
  }
  if (!row) return "missing";
  const leaf = row["leaf"] as Uint8Array;
  const bytes = row["bytes"] as Uint8Array;
  if (!isIntact({ leaf, bytes })) return "hash";
  return sameColumns(row, bytes) ? "good" : "columns";
}

function sameColumns(row: Record<string, unknown>, bytes: Uint8Array): boolean {
  const columns = {
    type: row["type"] as string,
    tenantId: row["tenant"] as string,
    key: row["key"] as string,
    time: row["time"] as bigint,
  };
  return row["key_hash"] === BigInt(keyHash(columns.key)) && columnsAgree(columns, bytes);
}
