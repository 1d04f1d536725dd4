import {
  type CompiledQuery,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import type pg from "pg";
import { EngineDriver } from "../sql/engine-driver.ts";
import type { Expected, RowsOf, SqlDatabase, WriteOutcome } from "../sql/sql-database.ts";
import type { Tables } from "../sql/tables.ts";
import { inTransaction, reading } from "./pool.ts";
import { brokenRule, isConflict, postgresError } from "./postgres-error.ts";

const READ = "begin isolation level repeatable read read only";
const WRITE = "begin";
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
  /** Each statement is a way there and back. */
  readonly rowsAtOnce = 128;
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

  async write(statements: readonly (CompiledQuery<unknown> | Expected)[]): Promise<WriteOutcome> {
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
  statements: readonly (CompiledQuery<unknown> | Expected)[],
): Promise<{ rows: readonly unknown[]; count: number }[]> {
  const results: { rows: readonly unknown[]; count: number }[] = [];
  for (const [index, from] of statements.entries()) {
    const { query, expect } = "expect" in from ? from : { query: from, expect: undefined };
    let result: pg.QueryResult;
    try {
      result = await client.query(statement(query));
    } catch (error) {
      const rule = brokenRule(error);
      if (rule) throw new Refused(index, rule);
      throw error;
    }
    const count = result.rowCount ?? 0;
    if (expect !== undefined && count !== expect) throw new Refused(index, "expectation");
    results.push({ rows: result.rows, count });
  }
  return results;
}

function statement(query: CompiledQuery<unknown>): pg.QueryConfig {
  return { text: query.sql, values: query.parameters.map(parameter) };
}

function parameter(value: unknown): unknown {
  return typeof value === "boolean" ? (value ? 1n : 0n) : value;
}
