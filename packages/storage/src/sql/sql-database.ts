import type { CompiledQuery, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** A statement with how many rows it has to return or change for the transaction to stand. */
export interface Expected {
  readonly query: CompiledQuery<unknown>;
  readonly expect: number;
}

/** One place of every row. */
export type Column = BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer> | readonly string[];

/** One statement for many rows, which are done in their order. Columns cross threads for less than rows do. */
export interface ManyRows {
  /** What the statement names of a row, in that order, all equally long. */
  readonly columns: readonly Column[];
  /** The statement for so many rows; it is asked for a few numbers of rows only, and built once for each. */
  statement(rows: number): CompiledQuery<unknown>;
}

export type WriteStatement = CompiledQuery<unknown> | Expected | ManyRows;

interface WriteResult {
  readonly rows: readonly unknown[];
  /** Rows returned or changed. */
  readonly count: number;
}

/** A write that was undone, and the statement whose rule it broke. */
export interface WriteRefusal {
  readonly ok: false;
  readonly statement: number;
  readonly reason: "unique" | "reference" | "expectation";
}

export type WriteOutcome =
  | { readonly ok: true; readonly results: readonly WriteResult[] }
  | WriteRefusal;

/** Rows of each query, in the order of the queries. */
export type RowsOf<Queries extends readonly CompiledQuery<unknown>[]> = {
  [Index in keyof Queries]: Queries[Index] extends CompiledQuery<infer Row>
    ? readonly Row[]
    : never;
};

/**
 * An SQL database as the stores use it. Transactions are sent whole, with the conditions under which they stand:
 * nobody holds one open while another thread or machine thinks, and many can share one commit.
 */
export interface SqlDatabase {
  /** Builds queries; compile them and hand them to `read` or `write`. */
  readonly build: Kysely<Tables>;
  /** All queries see one state of the database. */
  read<const Queries extends readonly CompiledQuery<unknown>[]>(
    queries: Queries,
  ): Promise<RowsOf<Queries>>;
  /**
   * All statements or none, durable once resolved.
   * @throws {UnavailableError} `STORE_…` when it could not be stored
   */
  write(statements: readonly WriteStatement[]): Promise<WriteOutcome>;
  /** Makes what was deleted before unreadable in the files. */
  purge(): Promise<void>;
}
