import { hash } from "node:crypto";
import type { Connection } from "./connection.ts";
import { keyHash } from "./log-schema.ts";
import { positionsFrom, type PackedAppend } from "../log/packed.ts";

const INSERT =
  "insert into events (position, time, tenant, type, key_hash, key, leaf, bytes) values (?, ?, ?, ?, ?, ?, ?, ?)";

/** Stores events inside the caller's transaction and returns the position of the first. */
export function appendEvents(connection: Connection, packed: PackedAppend): number {
  const { bytes, lengths, times, types, tenantIds, keys } = packed;
  const positions = positionsFrom(packed, lastPosition(connection) + 1);
  const terms = new Terms(connection);
  const insert = connection.prepare(INSERT);
  let offset = 0;
  for (let i = 0; i < lengths.length; i++) {
    const end = offset + 1 + lengths[i]!;
    const leaf = hash("sha256", bytes.subarray(offset, end), "buffer");
    const key = keys[i]!;
    const tenant = terms.number(tenantIds[i]!);
    const type = terms.number(types[i]!);
    const stored = bytes.subarray(offset + 1, end);
    insert.run(positions[i]!, times[i]!, tenant, type, keyHash(key), key, leaf, stored);
    offset = end;
  }
  return positions[0]!;
}

/** Position of the newest event, 0 in an empty log. */
export function lastPosition(connection: Connection): number {
  const row = connection.prepare("select max(position) as last from events").get();
  return Number(row?.["last"] ?? 0);
}

/**
 * Numbers for tenants and event types, which indexes hold in place of long texts. Known within one call only:
 * numbers that a rollback took back must not be remembered.
 */
class Terms {
  readonly #connection: Connection;
  readonly #known = new Map<string, number>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  number(term: string): number {
    const known = this.#known.get(term);
    if (known !== undefined) return known;
    const number = findTerm(this.#connection, term) ?? this.#add(term);
    this.#known.set(term, number);
    return number;
  }

  #add(term: string): number {
    const { lastInsertRowid } = this.#connection
      .prepare("insert into terms (term) values (?)")
      .run(term);
    return Number(lastInsertRowid);
  }
}

export function findTerm(connection: Connection, term: string): number | undefined {
  const row = connection.prepare("select number from terms where term = ?").get(term);
  return row && Number(row["number"]);
}
