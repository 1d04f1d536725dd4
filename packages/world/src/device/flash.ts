import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";

/** A device's flash memory: one small JSON file that is replaced whole, so that a power cut leaves the old one. */
export class Flash<T> {
  readonly #file: string;
  readonly #failed: ((error: UnavailableError) => void) | undefined;

  /**
   * @param failed told of writes that fail, after which the device goes on with what it has in memory; absent: a
   * failed write is thrown
   */
  constructor(folder: string, name: string, failed?: (error: UnavailableError) => void) {
    makeDirectory(folder, 0o700);
    this.#file = path.join(folder, `${name}.json`);
    this.#failed = failed;
  }

  read(): T | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, "utf8")) as T;
    } catch {
      return undefined;
    }
  }

  /** @throws {UnavailableError} `WORLD_FLASH_FULL`, `WORLD_FLASH_WRITE`, unless somebody else is told */
  write(value: T): void {
    const next = `${this.#file}.next`;
    try {
      writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
      renameSync(next, this.#file);
    } catch (cause) {
      const error = writeError(this.#file, cause);
      if (!this.#failed) throw error;
      this.#failed(error);
    }
  }
}

function writeError(file: string, cause: unknown): UnavailableError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const message = `the disk is full: ${file} keeps what it held before`;
    return new UnavailableError("WORLD_FLASH_FULL", message, { cause });
  }
  const message = `cannot write ${file}${code ? ` (${code})` : ""}`;
  return new UnavailableError("WORLD_FLASH_WRITE", message, { cause });
}
