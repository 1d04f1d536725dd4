export { SqliteEventLog, type LogCheck } from "./sqlite/event-log.ts";
export {
  openSqliteStorage,
  type SqliteStorage,
  type SqliteStorageOptions,
} from "./sqlite/storage.ts";
