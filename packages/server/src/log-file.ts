import { closeSync, openSync, writeSync } from "node:fs";

const OWNER_ONLY = 0o600;

/**
 * The end of the log, whatever becomes of the disk. Lines go out at once, so that a crash loses none. What a full or
 * broken disk refuses is dropped and counted, and the first line that fits again says how much was lost: the server
 * goes on without its log rather than end or wait for it.
 */
export class LogFile {
  /** Absent once closed: the number may be another file's by then. */
  #fd: number | undefined;
  readonly #write: typeof writeSync;
  #lost = 0;
  /** A line was cut off in the middle: what comes next begins a line of its own. */
  #torn = false;

  /** @param write replaced in tests */
  constructor(file: string, write: typeof writeSync = writeSync) {
    this.#fd = openSync(file, "a", OWNER_ONLY);
    this.#write = write;
  }

  /** Lines dropped since the last one that was written. */
  get lost(): number {
    return this.#lost;
  }

  /** @param line with its line break. Never throws. */
  write(line: string): void {
    try {
      if (this.#torn) this.#append("\n");
      if (this.#lost > 0) {
        const time = new Date().toISOString();
        this.#append(
          `${JSON.stringify({ level: 40, time, lost: this.#lost, msg: "lines of this log are lost" })}\n`,
        );
        this.#lost = 0;
      }
      this.#append(line);
    } catch {
      this.#lost += 1;
    }
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #append(text: string): void {
    if (this.#fd === undefined) throw new Error("closed");
    let rest = Buffer.from(text);
    while (rest.length > 0) {
      const written = this.#write(this.#fd, rest);
      if (written === 0) throw new Error("nothing was written");
      rest = rest.subarray(written);
      this.#torn = rest.length > 0;
    }
  }
}
