import { CallerError } from "@lorats/base";
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import type { SqlDatabase } from "./sql-database.ts";

type Engine = Pick<SqlDatabase, "read" | "write">;

/** Lets kysely run single queries over an engine: selects are read, everything else is written. */
export class EngineDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(engine: Engine) {
    this.#connection = new EngineConnection(engine);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** An open transaction would stop every other writer while this thread thinks. */
  async beginTransaction(): Promise<void> {
    throw new CallerError("STORE_NO_TRANSACTION", "hand whole transactions to SqlDatabase.write");
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class EngineConnection implements DatabaseConnection {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (query.query.kind === "SelectQueryNode") {
      const [rows] = await this.#engine.read([query]);
      return { rows: rows as Row[] };
    }
    const outcome = await this.#engine.write([query]);
    if (!outcome.ok) {
      throw new CallerError("STORE_REFUSED", `the statement breaks a rule (${outcome.reason})`);
    }
    const [result] = outcome.results;
    return { rows: result!.rows as Row[], numAffectedRows: BigInt(result!.count) };
  }

  // oxlint-disable-next-line require-yield -- there is nothing to stream from: it only refuses
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new CallerError("STORE_NO_STREAM", "page through long results by their ids");
  }
}
