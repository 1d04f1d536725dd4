import type { Clock, Instant, KeyStore, LoratsError } from "@lorats/base";
import type { Archived } from "./archive/archiver.ts";
import type { StoredLog } from "./log/log.ts";
import type { SqlStores } from "./sql/stores.ts";

export interface StorageOptions {
  /** Holds what is kept in files; created where it is missing. One server at a time uses it. */
  readonly dataDir: string;
  readonly clock?: Clock | undefined;
  /** 32 bytes that wrap all other keys; in place of the file. */
  readonly kek?: Uint8Array | undefined;
  /** Where the key-encryption key stands, made at the first start; `kek` in the data directory when absent. */
  readonly kekFile?: string | undefined;
  /** Hears of what people should know although no call failed: a thread that crashed, damaged events passed over. */
  readonly onProblem?: ((problem: LoratsError) => void) | undefined;
}

/** Every store of the house. */
export interface Storage extends SqlStores {
  readonly log: StoredLog;
  readonly keys: KeyStore;
  /**
   * Wraps all keys under a new key-encryption key: the one given, or a fresh one in the file. Copies of the old
   * key then open nothing but old backups.
   */
  rotateKek(kek?: Uint8Array): Promise<void>;
  /**
   * Writes a copy into a directory while everything goes on; it is a data directory itself, without the
   * key-encryption key.
   * @throws {CallerError} `STORE_BACKUP_EXISTS`, `STORE_BACKUP_ELSEWHERE` where the engine has tools of its own
   */
  backup(directory: string): Promise<void>;
  /**
   * Moves events from before `before` out of the database into compressed files in the data directory, whole stretches at a
   * time; they stay readable like all others.
   */
  archive(before: Instant): Promise<Archived>;
  /** Lets what was asked finish and closes in order. */
  close(): Promise<void>;
}
