import {
  type CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type pg from "pg";
import { EngineDriver } from "../sql/engine-driver.ts";
import { pieces } from "../sql/chunks.ts";
import type {
  ManyRows,
  RowsOf,
  SqlDatabase,
  WriteOutcome,
  WriteStatement,
} from "../sql/sql-database.ts";
import type { Tables } from "../sql/tables.ts";
import { inTransaction, reading } from "./pool.ts";
import { brokenRule, isConflict, postgresError } from "./postgres-error.ts";

const READ = "begin isolation level repeatable read read only";
const WRITE = "begin";
/** Each statement is a way there and back. A power of two. */
const ROWS_AT_ONCE = 128;
/** How often a transaction that stood in another's way is tried. */
const ATTEMPTS = 5;

/** Why a transaction was undone. */
class Refused extends Error {
  readonly statement: number;
  readonly reason: "unique" | "reference" | "expectation";

  constructor(statement: number, reason: Refused["reason"]) {
    super(reason);
    this.statement = statement;
    this.reason = reason;
  }
}

/** The tables of all stores in a PostgreSQL database. */
export class PostgresDatabase implements SqlDatabase {
  readonly build: Kysely<Tables> = new Kysely<Tables>({
    dialect: {
      createDriver: () => new EngineDriver(this),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: (db) => new PostgresIntrospector(db),
    },
  });
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async read<const Queries extends readonly CompiledQuery<unknown>[]>(
    queries: Queries,
  ): Promise<RowsOf<Queries>> {
    if (queries.length === 0) return [] as RowsOf<Queries>;
    return await reading(async () => {
      if (queries.length === 1) {
        const { rows } = await this.#pool.query(statement(queries[0]!));
        return [rows] as RowsOf<Queries>;
      }
      return await inTransaction(this.#pool, READ, async (client) => {
        const results: unknown[] = [];
        for (const query of queries) results.push((await client.query(statement(query))).rows);
        return results as RowsOf<Queries>;
      });
    });
  }

  async write(statements: readonly WriteStatement[]): Promise<WriteOutcome> {
    if (statements.length === 0) return { ok: true, results: [] };
    for (let attempt = 1; ; attempt++) {
      try {
        const results = await inTransaction(this.#pool, WRITE, (client) => run(client, statements));
        return { ok: true, results };
      } catch (error) {
        if (error instanceof Refused) {
          return { ok: false, statement: error.statement, reason: error.reason };
        }
        if (!isConflict(error) || attempt === ATTEMPTS) throw postgresError(error);
      }
    }
  }

  /**
   * Rewrites the table of keys, so that its files no longer hold what was deleted. Write-ahead log that was
   * archived elsewhere, and replicas' copies of it, are the database administrator's to destroy.
   */
  async purge(): Promise<void> {
    try {
      await this.#pool.query("vacuum full keys");
    } catch (error) {
      throw postgresError(error);
    }
  }
}

async function run(
  client: pg.PoolClient,
  statements: readonly WriteStatement[],
): Promise<{ rows: readonly unknown[]; count: number }[]> {
  const results: { rows: readonly unknown[]; count: number }[] = [];
  for (const [index, from] of statements.entries()) {
    let rows: readonly unknown[] = [];
    let count = 0;
    try {
      for (const config of statementsOf(from)) {
        const result: pg.QueryResult = await client.query(config);
        ({ rows } = result);
        count += result.rowCount ?? 0;
      }
    } catch (error) {
      const rule = brokenRule(error);
      if (rule) throw new Refused(index, rule);
      throw error;
    }
    if ("expect" in from && count !== from.expect) throw new Refused(index, "expectation");
    results.push({ rows, count });
  }
  return results;
}

function statementsOf(from: WriteStatement): readonly pg.QueryConfig[] {
  if (!("columns" in from)) return [statement("expect" in from ? from.query : from)];
  return pieces(from.columns[0]!.length, ROWS_AT_ONCE).map(([at, size]) => ({
    text: from.statement(size).sql,
    values: rowsOf(from, at, size),
  }));
}

function rowsOf({ columns }: ManyRows, at: number, size: number): unknown[] {
  const rows = Array.from({ length: size }, (_, row) => columns.map((column) => column[at + row]));
  return rows.flat();
}

function statement(query: CompiledQuery<unknown>): pg.QueryConfig {
  return { text: query.sql, values: query.parameters.map(parameter) };
}

function parameter(value: unknown): unknown {
  return typeof value === "boolean" ? (value ? 1n : 0n) : value;
}
