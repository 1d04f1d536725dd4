import type { SealingKey } from "./seal.ts";

/** Where the key-encryption key is kept: the key that wraps all others. */
export interface KekSource {
  /** Says in one word or path where the key is, for messages. */
  readonly place: string;
  /**
   * Keys that may fit, the likelier first. Makes one where that is possible, there is none, and `mayCreate` says that
   * nothing was wrapped yet.
   * @throws {UnavailableError} `KEY_KEK_MISSING`, `KEY_KEK_UNREADABLE`, `KEY_KMS_FAILED`
   */
  candidates(mayCreate: boolean): Promise<readonly SealingKey[]>;
  /** The key under which everything is to be wrapped next. @throws {CallerError} `KEY_NO_NEXT_KEK` */
  prepareNext(): Promise<SealingKey>;
  /** Forgets the other key: `index` is the place of the one that fits among `candidates`. */
  settle(index: number): void;
}
