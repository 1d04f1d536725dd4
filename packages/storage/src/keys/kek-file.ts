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
import type { KekSource } from "./kek-source.ts";
import type { Kms } from "./kms.ts";
import { type SealingKey, sealingKey } from "./seal.ts";

/** Before what a key management service wrapped, in base64. */
const WRAPPED = "wrapped:";

/**
 * The key-encryption key in a file of its own, readable by the owner only: 64 hexadecimal digits, or those digits as a key
 * management service wrapped them. During a rotation the new key stands beside it, so that a crash at any moment leaves the
 * one that fits.
 */
export class KekFile implements KekSource {
  readonly place: string;
  readonly #kms: Kms | undefined;

  constructor(file: string, kms?: Kms) {
    this.place = file;
    this.#kms = kms;
  }

  /** Where it stands unless somebody says otherwise. */
  static in(dataDir: string, kms?: Kms): KekFile {
    return new KekFile(path.join(path.resolve(dataDir), "kek"), kms);
  }

  get #nextFile(): string {
    return `${this.place}.next`;
  }

  async candidates(mayCreate: boolean): Promise<readonly SealingKey[]> {
    const files = [this.place, this.#nextFile].filter((file) => existsSync(file));
    if (files.length > 0) return await Promise.all(files.map((file) => this.#read(file)));
    if (!mayCreate) {
      const why = "its keys cannot be opened without the key-encryption key they were wrapped with";
      throw new UnavailableError("KEY_KEK_MISSING", `${this.place} is missing: ${why}`);
    }
    return [await this.#create(this.place)];
  }

  prepareNext(): Promise<SealingKey> {
    return this.#create(this.#nextFile);
  }

  settle(index: number): void {
    if (!existsSync(this.#nextFile)) return;
    if (index === 0 && existsSync(this.place)) rmSync(this.#nextFile);
    else renameSync(this.#nextFile, this.place);
    syncDirectory(path.dirname(this.place));
  }

  /** A key that was made before there was a service stands as it is until the next rotation. */
  async #read(file: string): Promise<SealingKey> {
    let text: string;
    try {
      text = readFileSync(file, "utf8").trim();
    } catch (cause) {
      throw unreadable(file, (cause as Error).message);
    }
    if (text.startsWith(WRAPPED)) {
      if (!this.#kms) throw unreadable(file, "wrapped by a service: set keys.kms_unwrap");
      const wrapped = Buffer.from(text.slice(WRAPPED.length), "base64");
      text = Buffer.from(await this.#kms.unwrap(wrapped))
        .toString("latin1")
        .trim();
    }
    try {
      return sealingKey(fromHex(text));
    } catch {
      throw unreadable(file, "expected 64 hexadecimal digits");
    }
  }

  async #create(file: string): Promise<SealingKey> {
    const key = randomBytes(32);
    const digits = toHex(key);
    const wrapped = await this.#kms?.wrap(Buffer.from(digits));
    const text = wrapped ? WRAPPED + Buffer.from(wrapped).toString("base64") : digits;
    const draft = `${file}.draft`;
    try {
      rmSync(draft, { force: true });
      const descriptor = openSync(draft, "wx", 0o600);
      writeSync(descriptor, `${text}\n`);
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(draft, file);
      syncDirectory(path.dirname(file));
    } catch (cause) {
      const why = `cannot be written: ${(cause as Error).message}`;
      throw new UnavailableError("KEY_KEK_UNREADABLE", `${file}: ${why}`, { cause });
    }
    return sealingKey(key);
  }
}

function unreadable(file: string, why: string): UnavailableError {
  return new UnavailableError("KEY_KEK_UNREADABLE", `${file}: ${why}`);
}
