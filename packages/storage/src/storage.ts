import type { Clock, Instant, KeyStore, LoratsError } from "@lorats/base";
import type { Archived, Expired } from "./archive/archiver.ts";
import type { Retention } from "./archive/retention.ts";
import type { KekSource } from "./keys/kek-source.ts";
import type { StoredLog } from "./log/log.ts";
import type { SqlStores } from "./sql/stores.ts";

export interface StorageOptions {
  /** Holds what is kept in files; created where it is missing. One server at a time uses it. */
  readonly dataDir: string;
  readonly clock?: Clock | undefined;
  /** Where the key-encryption key is kept; the file `kek` in the data directory, made at the first start, when absent. */
  readonly kek?: KekSource | undefined;
  /** Hears of what people should know although no call failed: a thread that crashed, damaged events passed over. */
  readonly onProblem?: ((problem: LoratsError) => void) | undefined;
}

/** Every store of the house. */
export interface Storage extends SqlStores {
  readonly log: StoredLog;
  readonly keys: KeyStore;
  /**
   * Wraps all keys under the next key-encryption key of its source, in a file a fresh one. Copies of the old key then open
   * nothing but old backups.
   * @throws {CallerError} `KEY_NO_NEXT_KEK`
   */
  rotateKek(): Promise<void>;
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
  /**
   * Removes from the archive what its class keeps no longer. Foreign frames leave counts by gateway and hour in the log.
   * Only what was archived goes, and nothing of a file that is damaged.
   */
  expire(retention: Retention): Promise<Expired>;
  /** Lets what was asked finish and closes in order. */
  close(): Promise<void>;
}
