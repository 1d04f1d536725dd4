import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makeDirectory } from "@lorats/base/node";

/** A device's flash memory: one small JSON file that is replaced whole, so that a power cut leaves the old one. */
export class Flash<T> {
  readonly #file: string;

  constructor(folder: string, name: string) {
    makeDirectory(folder, 0o700);
    this.#file = path.join(folder, `${name}.json`);
  }

  read(): T | undefined {
    try {
      return JSON.parse(readFileSync(this.#file, "utf8")) as T;
    } catch {
      return undefined;
    }
  }

  write(value: T): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, JSON.stringify(value), { mode: 0o600 });
    renameSync(next, this.#file);
  }
}
