export type { LogCheck, StoredLog } from "./log/log.ts";
export { openSqliteStorage } from "./sqlite/storage.ts";
export type { Storage, StorageOptions } from "./storage.ts";
