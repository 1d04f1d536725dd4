import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { UnavailableError, fromHex, toHex } from "@lorats/base";
import { syncDirectory } from "../sqlite/directory.ts";
import { type SealingKey, sealingKey } from "./seal.ts";

/**
 * The key-encryption key in a file of its own: 64 hexadecimal digits, readable by the owner only. During a
 * rotation the new key stands beside it, so that a crash at any moment leaves the one that fits.
 */
export class KekFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get #nextFile(): string {
    return `${this.#file}.next`;
  }

  /**
   * Keys that may fit, the likelier first. Creates one when there is none and `mayCreate` says that nothing was
   * wrapped yet.
   * @throws {UnavailableError} `KEY_KEK_MISSING`, `KEY_KEK_UNREADABLE`
   */
  candidates(mayCreate: boolean): readonly SealingKey[] {
    const files = [this.#file, this.#nextFile].filter((file) => existsSync(file));
    if (files.length > 0) return files.map(readKey);
    if (!mayCreate) {
      const why = "its keys cannot be opened without the key-encryption key they were wrapped with";
      throw new UnavailableError("KEY_KEK_MISSING", `${this.#file} is missing: ${why}`);
    }
    return [this.#create(this.#file)];
  }

  /** Writes the key that is to come next and returns it. */
  prepareNext(): SealingKey {
    return this.#create(this.#nextFile);
  }

  /** Forgets the other key: `index` is the place of the one that fits among `candidates`. */
  settle(index: number): void {
    if (!existsSync(this.#nextFile)) return;
    if (index === 0 && existsSync(this.#file)) rmSync(this.#nextFile);
    else renameSync(this.#nextFile, this.#file);
    syncDirectory(path.dirname(this.#file));
  }

  #create(file: string): SealingKey {
    const key = randomBytes(32);
    const draft = `${file}.draft`;
    try {
      rmSync(draft, { force: true });
      const descriptor = openSync(draft, "wx", 0o600);
      writeSync(descriptor, `${toHex(key)}\n`);
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(draft, file);
      syncDirectory(path.dirname(file));
    } catch (cause) {
      const why = (cause as Error).message;
      throw new UnavailableError("KEY_KEK_UNREADABLE", `cannot write ${file}: ${why}`, { cause });
    }
    return sealingKey(key);
  }
}

function readKey(file: string): SealingKey {
  try {
    return sealingKey(fromHex(readFileSync(file, "utf8").trim()));
  } catch {
    const why = "expected 64 hexadecimal digits in a readable file";
    throw new UnavailableError("KEY_KEK_UNREADABLE", `${file}: ${why}`);
  }
}
