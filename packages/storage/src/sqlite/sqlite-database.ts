import { UnavailableError } from "@lorats/base";
import {
  type CompiledQuery,
  type Dialect,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { EngineDriver } from "../sql/engine-driver.ts";
import type { RowsOf, SqlDatabase, WriteOutcome, WriteStatement } from "../sql/sql-database.ts";
import type { Tables } from "../sql/tables.ts";
import type { SqlValue, Statement } from "./protocol.ts";
import type { SqliteThread } from "./sqlite-thread.ts";

const PURGE_RETRY_MS = 250;
const PURGE_ATTEMPTS = 40;

/** SQLite's words for kysely, run by an engine. */
export function sqliteDialect(engine: Pick<SqlDatabase, "read" | "write">): Dialect {
  return {
    createDriver: () => new EngineDriver(engine),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** An SQLite file behind a writing and a reading thread; without a writer it can only be read. */
export class SqliteDatabase implements SqlDatabase {
  readonly build: Kysely<Tables>;
  readonly #writer: SqliteThread | undefined;
  readonly #reader: SqliteThread;

  constructor(writer: SqliteThread | undefined, reader: SqliteThread) {
    this.#writer = writer;
    this.#reader = reader;
    this.build = new Kysely<Tables>({ dialect: sqliteDialect(this) });
  }

  async read<const Queries extends readonly CompiledQuery<unknown>[]>(
    queries: Queries,
  ): Promise<RowsOf<Queries>> {
    if (queries.length === 0) return [] as RowsOf<Queries>;
    const outcome = await this.#reader.call("batch", statementsOf(queries));
    return outcome.results!.map(({ rows }) => rows) as unknown as RowsOf<Queries>;
  }

  async write(statements: readonly WriteStatement[]): Promise<WriteOutcome> {
    if (statements.length === 0) return { ok: true, results: [] };
    const outcome = await this.#writable().call("batch", statementsOf(statements));
    if (outcome.refusal) return { ok: false, ...outcome.refusal };
    return { ok: true, results: outcome.results };
  }

  /** @throws {UnavailableError} `STORE_NOT_PURGED` when a backup or a long query kept the old state alive */
  async purge(): Promise<void> {
    for (let attempt = 0; attempt < PURGE_ATTEMPTS; attempt++) {
      if (await this.#writable().call("purge", null)) return;
      await new Promise((resolve) => setTimeout(resolve, PURGE_RETRY_MS));
    }
    const why = "deleted rows may still be read from the write-ahead log until the next purge";
    throw new UnavailableError("STORE_NOT_PURGED", why);
  }

  #writable(): SqliteThread {
    if (this.#writer) return this.#writer;
    throw new UnavailableError("STORE_LOCKED", "the tables are open for reading only");
  }
}

function statementsOf(all: readonly WriteStatement[]): readonly Statement[] {
  let before: string | undefined;
  return all.map((from) => {
    // A statement that fails half-way has to be undone: what may keeps a journal, what writes one row need not.
    const query = "columns" in from ? from.statement(1) : "expect" in from ? from.query : from;
    const isAnother = query.sql !== before;
    before = query.sql;
    // What is not there need not cross to the other thread.
    return {
      ...(isAnother && { sql: query.sql }),
      ...("columns" in from
        ? { columns: from.columns }
        : { parameters: query.parameters.map(sqlValue) }),
      ...("expect" in from && { expect: from.expect }),
    };
  });
}

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "boolean") return value ? 1n : 0n;
  return (value ?? null) as SqlValue;
}
