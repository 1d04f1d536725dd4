import { CallerError, InternalError, type LoratsError, UnavailableError } from "@lorats/base";
import type { WireError } from "./protocol.ts";

/** Primary result codes of SQLite, the low byte of what it reports. @see https://sqlite.org/rescode.html */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const TOOBIG = 18;
const CONSTRAINT = 19;
const NOTADB = 26;

const CONSTRAINT_FOREIGN_KEY = 787;
const CONSTRAINT_PRIMARY_KEY = 1555;
const CONSTRAINT_TRIGGER = 1811;
const CONSTRAINT_UNIQUE = 2067;

interface SqliteError extends Error {
  readonly errcode: number;
}

export function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && "errcode" in error;
}

/** Whether the database's own structure could not be followed. */
export function isCorruption(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === CORRUPT;
}

/** After a failed write or sync, what the disk holds is unknown: going on could acknowledge what is lost. */
export function isIoError(error: unknown): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === IOERR;
}

/** Which rule a statement broke, if that is what happened. */
export function brokenRule(error: unknown): "unique" | "reference" | undefined {
  if (!isSqliteError(error) || (error.errcode & 0xff) !== CONSTRAINT) return undefined;
  switch (error.errcode) {
    case CONSTRAINT_UNIQUE:
    case CONSTRAINT_PRIMARY_KEY:
      return "unique";
    case CONSTRAINT_FOREIGN_KEY:
    case CONSTRAINT_TRIGGER:
      return "reference";
    default:
      return undefined;
  }
}

/** What people can act on, from whatever a database thread threw. */
export function wireError(error: unknown, file: string): WireError {
  if (isSqliteError(error)) return fromSqlite(error, file);
  const known = error as Partial<LoratsError> & Error;
  if (known.code !== undefined && known.blame !== undefined && known.blame !== "peer") {
    return { blame: known.blame, code: known.code, message: known.message };
  }
  return { blame: "us", code: "STORE_DEFECT", message: `${file}: ${String(error)}` };
}

function fromSqlite(error: SqliteError, file: string): WireError {
  const dependency = (code: string, what: string): WireError => ({
    blame: "dependency",
    code,
    message: `${file}: ${what}`,
  });
  switch (error.errcode & 0xff) {
    case FULL:
      return dependency("STORE_FULL", "the disk is full");
    case BUSY:
      return dependency("STORE_LOCKED", "another process uses this database");
    case PERM:
    case READONLY:
    case CANTOPEN:
      return dependency("STORE_UNWRITABLE", `cannot be written (${error.message})`);
    case NOTADB:
      return dependency("STORE_BAD_FILE", "is not a database");
    case CORRUPT:
      return dependency("STORE_DAMAGED", `is damaged (${error.message})`);
    case IOERR:
      return dependency("STORE_IO", `reading or writing failed (${error.message})`);
    case TOOBIG:
      return { blame: "caller", code: "STORE_TOO_BIG", message: "a value is too large to store" };
    default:
      return { blame: "us", code: "STORE_DEFECT", message: `${file}: ${error.message}` };
  }
}

/** The error class that a thread meant. */
export function fromWire({ blame, code, message }: WireError): LoratsError {
  switch (blame) {
    case "caller":
      return new CallerError(code, message);
    case "dependency":
      return new UnavailableError(code, message);
    case "us":
      return new InternalError(code, message);
  }
}
