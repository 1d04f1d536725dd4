import { CallerError, InternalError, LoratsError, UnavailableError } from "@lorats/base";

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = "23505";
const FOREIGN_KEY_VIOLATION = "23503";
const PROGRAM_LIMIT = "54";
const INSUFFICIENT_RESOURCES = "53";
const DISK_FULL = "53100";
const INVALID_AUTHORIZATION = "28";
const NO_SUCH_DATABASE = "3D000";
const CONNECTION = "08";
const OPERATOR_INTERVENTION = "57";
const IO = "58";
const DATA_CORRUPTED = "XX001";
const INDEX_CORRUPTED = "XX002";
const CONFLICTS: ReadonlySet<string> = new Set(["40001", "40P01"]);

function stateOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** Which rule a statement broke, if that is what happened. */
export function brokenRule(error: unknown): "unique" | "reference" | undefined {
  switch (stateOf(error)) {
    case UNIQUE_VIOLATION:
      return "unique";
    case FOREIGN_KEY_VIOLATION:
      return "reference";
    default:
      return undefined;
  }
}

/** Two transactions stood in each other's way: the same may succeed at once when it is tried again. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(stateOf(error));
}

/** What people can act on, from whatever the driver threw. Never says the address, which holds a password. */
export function postgresError(error: unknown): LoratsError {
  if (error instanceof LoratsError) return error;
  const cause = error as Error;
  const state = stateOf(error);
  const dependency = (code: string, what: string): LoratsError =>
    new UnavailableError(code, `PostgreSQL: ${what}`, { cause });
  const isClass = (prefix: string): boolean =>
    /^[0-9A-Z]{5}$/.test(state) && state.startsWith(prefix);
  if (state === DISK_FULL) return dependency("STORE_FULL", "its disk is full");
  if (state === DATA_CORRUPTED || state === INDEX_CORRUPTED) {
    return dependency("STORE_DAMAGED", cause.message);
  }
  if (isClass(INVALID_AUTHORIZATION) || state === NO_SUCH_DATABASE) {
    return dependency("STORE_REFUSED", cause.message);
  }
  if (isClass(IO)) return dependency("STORE_IO", cause.message);
  if (isClass(PROGRAM_LIMIT)) {
    return new CallerError("STORE_TOO_BIG", "a value is too large to store", { cause });
  }
  if (isClass(CONNECTION) || isClass(OPERATOR_INTERVENTION) || isClass(INSUFFICIENT_RESOURCES)) {
    return dependency("STORE_UNREACHABLE", cause.message);
  }
  // What has no state of PostgreSQL's comes from the socket or from the driver's own time limits.
  if (!/^[0-9A-Z]{5}$/.test(state)) return dependency("STORE_UNREACHABLE", cause.message || state);
  return new InternalError("STORE_DEFECT", `PostgreSQL: ${cause.message}`, { cause });
}
