import { openPostgresStorage } from "./postgres/storage.ts";
import { openSqliteStorage } from "./sqlite/storage.ts";
import type { Storage, StorageOptions } from "./storage.ts";

/** Opens the PostgreSQL database at the address, or the data directory when there is none. */
export function openStorage(
  postgresUrl: string | undefined,
  options: StorageOptions,
): Promise<Storage> {
  return postgresUrl === undefined
    ? openSqliteStorage(options)
    : openPostgresStorage(postgresUrl, options);
}
