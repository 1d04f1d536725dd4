import type { CompiledQuery, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** A statement with how many rows it has to return or change for the transaction to stand. */
export interface Expected {
  readonly query: CompiledQuery<unknown>;
  readonly expect: number;
}

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
  /** Rows that one statement writes best; a power of two. */
  readonly rowsAtOnce: number;
  /** All queries see one state of the database. */
  read<const Queries extends readonly CompiledQuery<unknown>[]>(
    queries: Queries,
  ): Promise<RowsOf<Queries>>;
  /**
   * All statements or none, durable once resolved.
   * @throws {UnavailableError} `STORE_…` when it could not be stored
   */
  write(statements: readonly (CompiledQuery<unknown> | Expected)[]): Promise<WriteOutcome>;
  /** Makes what was deleted before unreadable in the files. */
  purge(): Promise<void>;
}
