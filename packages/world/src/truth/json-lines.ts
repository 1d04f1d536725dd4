import { createWriteStream, openSync, renameSync, statSync, type WriteStream } from "node:fs";
import path from "node:path";
import { UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";

/** A file holds so much before it becomes the old one, which replaces the one before it. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * A file of JSON lines that does not grow without end: when it is full it is renamed to `….1` and a new one begins.
 * Whoever dies mid-line leaves one broken line at most.
 */
export class JsonLines {
  readonly #file: string;
  readonly #mostBytes: number;
  readonly #failed: (error: Error) => void;
  #bytes: number;
  /** Undefined after a failure; the next line opens it again. */
  #out: WriteStream | undefined;
  /** Files that are full and still being written. */
  readonly #ending = new Set<Promise<void>>();
  /** Lines that could not be written. */
  lost = 0;

  /** @param failed told of the first line of a series that could not be written */
  constructor(
    folder: string,
    name: string,
    failed: (error: Error) => void = () => {},
    mostBytes: number = MOST_BYTES,
  ) {
    makeDirectory(folder, 0o700);
    this.#file = path.join(folder, name);
    this.#mostBytes = mostBytes;
    this.#failed = failed;
    this.#bytes = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
    this.#out = this.#open();
  }

  write(line: Readonly<Record<string, unknown>>): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#bytes > 0 && this.#bytes + text.length > this.#mostBytes) this.#turn();
    this.#bytes += text.length;
    this.#out ??= this.#open();
    this.#out?.write(text);
  }

  async close(): Promise<void> {
    this.#end();
    await Promise.all(this.#ending);
  }

  #end(): void {
    const out = this.#out;
    if (!out) return;
    const ending = new Promise<void>((resolve) => {
      out.once("error", resolve).end(resolve);
    }).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #turn(): void {
    this.#end();
    try {
      renameSync(this.#file, `${this.#file}.1`);
    } catch (error) {
      this.#lose(error as Error);
    }
    this.#bytes = 0;
    this.#out = this.#open();
  }

  /** Opened at once, so that a rename afterwards takes along what is still to be written. */
  #open(): WriteStream | undefined {
    let fd: number;
    try {
      fd = openSync(this.#file, "a", 0o600);
    } catch (error) {
      this.#lose(error as Error);
      return undefined;
    }
    const out = createWriteStream(this.#file, { fd });
    out.on("error", (error) => {
      this.#lose(error);
      if (this.#out === out) this.#out = undefined;
    });
    return out;
  }

  #lose(error: Error): void {
    const message = `what really happened is no longer written to ${this.#file}: ${error.message}`;
    const cause = { cause: error };
    if (this.lost++ === 0) this.#failed(new UnavailableError("WORLD_TRUTH_WRITE", message, cause));
  }
}
