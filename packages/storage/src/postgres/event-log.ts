import { hash } from "node:crypto";
import pg from "pg";
import type { HotEngine } from "../archive/archived-engine.ts";
import type { Range } from "../archive/segment.ts";
import { columnsAgree, isIntact, type CheckedRange, type Damage } from "../log/integrity.ts";
import type { LogEngine, RowPage } from "../log/log.ts";
import { positionsFrom, type LogRow, type PackedAppend } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import { AppendQueue } from "./append-queue.ts";
import { inTransaction, reading } from "./pool.ts";
import { postgresError } from "./postgres-error.ts";

/** Told to whoever follows the log, on whichever machine. */
export const NEWS_CHANNEL = "lorats_log";

const INSERT = `
  insert into events (position, time, tenant, type, key, leaf, bytes)
  select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])`;

interface Row {
  readonly position: bigint;
  readonly leaf: Uint8Array;
  readonly bytes: Uint8Array;
}

interface CheckedRow extends Row {
  readonly time: bigint;
  readonly tenant: string;
  readonly type: string;
  readonly key: string;
}

/** The event log in a PostgreSQL table. */
export class PostgresLogEngine implements HotEngine {
  readonly #pool: pg.Pool;
  readonly #assertAlone: () => void;
  readonly #queue: AppendQueue;

  /** `assertAlone` throws when another server may be writing: positions and counters have one owner. */
  constructor(pool: pg.Pool, assertAlone: () => void) {
    this.#pool = pool;
    this.#assertAlone = assertAlone;
    this.#queue = new AppendQueue((group) => this.#commit(group));
  }

  append(packed: PackedAppend): Promise<number> {
    return this.#queue.append(packed);
  }

  /** Resolves once nothing is on its way any more. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  async read(query: LogQuery): Promise<RowPage> {
    const { after, before, limit } = query;
    const values: unknown[] = [after, before ?? Number.MAX_SAFE_INTEGER];
    const where = ["position > $1", "position < $2"];
    const filter = (column: string, value: unknown, operator: string): void => {
      if (value === undefined) return;
      values.push(value);
      where.push(`${column} ${operator.replace("?", `$${values.length}`)}`);
    };
    filter("tenant", query.tenantId, "= ?");
    filter("key", query.key, "= ?");
    filter("type", query.types, "= any(?)");
    values.push(limit + 1);
    const order = before === undefined ? "asc" : "desc";
    const found = await this.#select<Row>(
      `select position, leaf, bytes from events where ${where.join(" and ")}
       order by position ${order} limit $${values.length}`,
      values,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1)?.position;
    return {
      ...sift(page),
      last: last === undefined ? undefined : Number(last),
      hasMore: found.length > limit,
    };
  }

  async get(positions: readonly number[]): ReturnType<LogEngine["get"]> {
    const found = await this.#select<Row>(
      "select position, leaf, bytes from events where position = any($1)",
      [positions],
    );
    const byPosition = new Map(found.map((row) => [Number(row.position), row]));
    const missing = positions.filter((position) => !byPosition.has(position));
    const ordered = positions.flatMap((position) => byPosition.get(position) ?? []);
    return { ...sift(ordered), missing };
  }

  async head(): Promise<number> {
    const [row] = await this.#select<{ last: bigint }>("select last from log_head", []);
    return Number(row!.last);
  }

  async check(range: { readonly after: number; readonly limit: number }): Promise<CheckedRange> {
    const end = range.after + range.limit;
    const rows = await this.#select<CheckedRow>(
      "select * from events where position > $1 and position <= $2 order by position",
      [range.after, end],
    );
    const damage = rows.flatMap((row): Damage[] => {
      const position = Number(row.position);
      if (!isIntact(row)) return [{ position, reason: "hash" }];
      const agree = columnsAgree({ ...row, tenantId: row.tenant }, row.bytes);
      return agree ? [] : [{ position, reason: "columns" }];
    });
    return { checked: rows.length, damage, next: end < (await this.head()) ? end : undefined };
  }

  async remove({ first, last }: Range, except: readonly number[]): Promise<void> {
    this.#assertAlone();
    await this.#select(
      "delete from events where position between $1 and $2 and not (position = any($3))",
      [first, last, except],
    );
  }

  async newestTime({ first, last }: Range): Promise<bigint | undefined> {
    const [row] = await this.#select<{ newest: bigint | null }>(
      "select max(time) as newest from events where position between $1 and $2",
      [first, last],
    );
    return row?.newest ?? undefined;
  }

  async #select<Found>(text: string, values: unknown[]): Promise<readonly Found[]> {
    return await reading(async () => (await this.#pool.query(text, values)).rows as Found[]);
  }

  /** Stores what waits in one transaction and says where each part begins. */
  async #commit(group: readonly PackedAppend[]): Promise<readonly number[]> {
    const count = group.reduce((sum, packed) => sum + positionsFrom(packed, 1).at(-1)!, 0);
    try {
      this.#assertAlone();
      return await inTransaction(this.#pool, "begin", async (client) => {
        const { rows } = await client.query<{ last: bigint }>(
          "update log_head set last = last + $1 returning last",
          [count],
        );
        let next = Number(rows[0]!.last) - count + 1;
        const firsts: number[] = [];
        for (const packed of group) {
          const positions = positionsFrom(packed, next);
          firsts.push(positions[0]!);
          await client.query(INSERT, columnsOf(packed, positions));
          next = positions.at(-1)! + 1;
        }
        await client.query(`notify ${NEWS_CHANNEL}`);
        return firsts;
      });
    } catch (error) {
      throw postgresError(error);
    }
  }
}

function columnsOf(packed: PackedAppend, positions: readonly number[]): unknown[] {
  const { bytes, lengths, times, types, tenantIds, keys } = packed;
  const leaves: Uint8Array[] = [];
  const encoded: Uint8Array[] = [];
  let offset = 0;
  for (const length of lengths) {
    const end = offset + 1 + length;
    leaves.push(hash("sha256", bytes.subarray(offset, end), "buffer"));
    encoded.push(Buffer.from(bytes.buffer, offset + 1, length));
    offset = end;
  }
  return [positions, [...times], tenantIds, types, keys, leaves, encoded];
}

/** Rows whose bytes match their hash, and the positions of the others. */
function sift(rows: readonly Row[]): { rows: readonly LogRow[]; damaged: readonly number[] } {
  const [intact, damaged]: [LogRow[], number[]] = [[], []];
  for (const { position, leaf, bytes } of rows) {
    const row = { position: Number(position), leaf, bytes };
    if (isIntact(row)) intact.push(row);
    else damaged.push(row.position);
  }
  return { rows: intact, damaged };
}
