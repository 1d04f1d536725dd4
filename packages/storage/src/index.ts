export type { LogCheck, StoredLog } from "./log/log.ts";
export { openStorage } from "./open-storage.ts";
export { openPostgresStorage } from "./postgres/storage.ts";
export { openSqliteStorage } from "./sqlite/storage.ts";
export type { Storage, StorageOptions } from "./storage.ts";
