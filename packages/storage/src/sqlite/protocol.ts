import type { CheckedRange } from "../log/integrity.ts";
import type { PackedAppend, PackedEvents } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import type { Column } from "../sql/sql-database.ts";

/** What SQLite takes and gives; integers are `bigint` in both directions. */
export type SqlValue = null | bigint | number | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface Statement {
  /** Absent where it is that of the statement before: many rows are written by one. */
  readonly sql?: string | undefined;
  /** Of one row. */
  readonly parameters?: readonly SqlValue[] | undefined;
  /** Of as many rows as they are long, in place of parameters. */
  readonly columns?: readonly Column[] | undefined;
  /** Rows that it has to return or change; otherwise the whole batch is refused and undone. */
  readonly expect?: number | undefined;
}

export interface StatementResult {
  readonly rows: readonly SqlRow[];
  /** Rows returned or changed. */
  readonly count: number;
}

/** Why a batch was undone: the statement at this index broke a rule. */
interface BatchRefusal {
  readonly statement: number;
  readonly reason: "unique" | "reference" | "expectation";
}

export type BatchOutcome =
  | { readonly results: readonly StatementResult[]; readonly refusal?: never }
  | { readonly refusal: BatchRefusal; readonly results?: never };

export interface LogPage {
  readonly events: PackedEvents;
  readonly damaged: readonly number[];
  /** The last position that was looked at, absent when there was none. */
  readonly last: number | undefined;
  readonly hasMore: boolean;
}

export interface LogFound {
  readonly events: PackedEvents;
  readonly damaged: readonly number[];
  readonly missing: readonly number[];
}

/** Everything that can be asked of a database thread. */
interface Operations {
  /** A transaction of its own: all statements or none. */
  batch: { request: readonly Statement[]; reply: BatchOutcome };
  /** Stores events; resolves to the position of the first one, the others follow without gaps. */
  append: { request: PackedAppend; reply: number };
  read: { request: LogQuery; reply: LogPage };
  get: { request: readonly number[]; reply: LogFound };
  head: { request: null; reply: number };
  check: { request: { readonly after: number; readonly limit: number }; reply: CheckedRange };
  /** Makes what was deleted unreadable in the files; says whether a reader still stood in the way. */
  purge: { request: null; reply: boolean };
  /** Writes a consistent copy while others go on writing. */
  backup: { request: { readonly file: string }; reply: null };
  close: { request: null; reply: null };
}

export type OperationName = keyof Operations;
export type RequestOf<Name extends OperationName> = Operations[Name]["request"];
export type ReplyOf<Name extends OperationName> = Operations[Name]["reply"];

export type RequestMessage = {
  [Name in OperationName]: {
    readonly id: number;
    readonly name: Name;
    readonly request: RequestOf<Name>;
  };
}[OperationName];

/** An error in a form that crosses threads with its class and code. */
export interface WireError {
  readonly blame: "caller" | "dependency" | "us";
  readonly code: string;
  readonly message: string;
}

export type ReplyMessage =
  | { readonly id: number; readonly reply: unknown; readonly error?: never }
  | { readonly id: number; readonly error: WireError; readonly reply?: never };

/** What a thread is started with. */
export interface ThreadSetup {
  readonly file: string;
  readonly schema: SchemaName;
  readonly role: "writer" | "reader";
  /** The database may not grow beyond this many pages of 4 KiB. */
  readonly maxPages?: number | undefined;
}

export type SchemaName = "log" | "state";

/** Posted once by a new thread, and then lists of replies. */
export type ThreadMessage =
  | { readonly started: true }
  | { readonly failed: WireError }
  | { readonly replies: readonly ReplyMessage[] };
