import type { LoratsError } from "@lorats/base";
import pg from "pg";
import { postgresError } from "./postgres-error.ts";

const CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5000;
/** A statement that takes longer holds up everybody else: it is given up. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** A server that hangs cannot give up itself. */
const SILENCE_TIMEOUT_MS = 35_000;

/** By the number that PostgreSQL gives a type: 64-bit integers as `bigint`, bytes as plain arrays. */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.INT4, BigInt],
  [pg.types.builtins.BYTEA, bytesOf],
]);

const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: "text" | "binary") =>
    PARSERS.get(oid) ??
    pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig["getTypeParser"],
};

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/** How connections to one database are made. The address holds a password: it is never printed. */
export function connectionConfig(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: "lorats",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: SILENCE_TIMEOUT_MS,
    types: TYPES,
    keepAlive: true,
  };
}

/** Connections to one database. `onProblem` hears of those that broke while nobody used them. */
export function openPool(url: string, onProblem: (problem: LoratsError) => void): pg.Pool {
  const pool = new pg.Pool({ ...connectionConfig(url), max: CONNECTIONS });
  pool.on("error", (error) => onProblem(postgresError(error)));
  return pool;
}

/** How often a read is tried, and how much longer it waits each time. */
const READ_ATTEMPTS = 4;
const READ_PAUSE_MS = 25;

/**
 * Reads, and again when the connection turned out to be dead: after a restart of the database the pool holds many of
 * these until it notices, and nothing of a read is lost by asking again.
 * @throws {UnavailableError} `STORE_UNREACHABLE`, `STORE_…`
 */
export async function reading<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (cause) {
      const error = postgresError(cause);
      if (error.code !== "STORE_UNREACHABLE" || attempt === READ_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * READ_PAUSE_MS));
    }
  }
}

/**
 * Runs `work` in a transaction of its own; it is undone when `work` throws.
 * @throws {UnavailableError} `STORE_UNREACHABLE`, `STORE_FULL`, `STORE_…`
 */
export async function inTransaction<T>(
  pool: pg.Pool,
  begin: string,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw postgresError(error);
  });
  let broken: Error | undefined;
  // A connection may break between two statements, when nobody waits for an answer.
  const onBreak = (error: Error): void => void (broken = error);
  client.on("error", onBreak);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // A connection on which even that fails is not used again.
    await client.query("rollback").catch((cause: Error) => (broken = cause));
    throw error;
  } finally {
    client.off("error", onBreak);
    client.release(broken);
  }
}
