import { DatabaseSync, type StatementSync } from "node:sqlite";
import { UnavailableError } from "@lorats/base";
import type { Migration } from "../sql/migration.ts";
import { STATE_SCHEMA } from "../sql/state-schema.ts";
import { LOG_SCHEMA } from "./log-schema.ts";
import { migrate, pragma } from "./migration.ts";
import type { SchemaName, ThreadSetup } from "./protocol.ts";

const SCHEMAS: Record<SchemaName, readonly Migration[]> = { log: LOG_SCHEMA, state: STATE_SCHEMA };

const BUSY_TIMEOUT_MS = 5000;
const CACHE_KIB = 16_384;
const WAL_KEPT_BYTES = 67_108_864;
const MAX_STATEMENTS = 256;

/** A database as one thread has it open: node:sqlite with prepared statements kept. */
export class Connection {
  readonly db: DatabaseSync;
  readonly file: string;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file and, as the writer, creates it or brings it up to date. */
  constructor({ file, schema, role, maxPages }: ThreadSetup) {
    this.file = file;
    this.db = new DatabaseSync(file, {
      readOnly: role === "reader",
      readBigInts: true,
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
      defensive: true,
    });
    this.db.exec(`pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory;`);
    if (role === "writer") this.#prepareWriting(schema, maxPages);
  }

  /** The statement of this text, prepared once. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      if (this.#statements.size >= MAX_STATEMENTS) {
        this.#statements.delete(this.#statements.keys().next().value!);
      }
    } else {
      this.#statements.delete(sql);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.db.close();
  }

  #prepareWriting(schema: SchemaName, maxPages: number | undefined): void {
    this.db.exec("pragma synchronous = full; pragma fullfsync = on;");
    this.db.exec("pragma checkpoint_fullfsync = on; pragma secure_delete = on;");
    if (pragma(this.db, "journal_mode = wal") !== "wal") {
      const why = "this file system cannot share memory between threads, which the store needs";
      throw new UnavailableError("STORE_UNWRITABLE", `${this.file}: ${why}`);
    }
    this.db.exec(`pragma journal_size_limit = ${WAL_KEPT_BYTES};`);
    if (maxPages !== undefined) this.db.exec(`pragma max_page_count = ${maxPages}`);
    migrate(this.db, this.file, SCHEMAS[schema]);
  }
}
