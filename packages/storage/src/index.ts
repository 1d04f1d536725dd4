export { importLog, openLogForReading, type LogForReading, type LogPlace } from "./log-tools.ts";
export type { LogCheck, StoredLog } from "./log/log.ts";
export { openStorage } from "./open-storage.ts";
export { openPostgresStorage } from "./postgres/storage.ts";
export { backupDatabases } from "./sqlite/backup.ts";
export { restoreDatabases } from "./sqlite/restore.ts";
export { openSqliteStorage } from "./sqlite/storage.ts";
export type { Storage, StorageOptions } from "./storage.ts";
