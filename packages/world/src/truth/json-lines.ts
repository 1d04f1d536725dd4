import { createWriteStream, renameSync, statSync, type WriteStream } from "node:fs";
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
    this.#out.write(text);
  }

  close(): Promise<void> {
    const out = this.#out;
    if (!out) return Promise.resolve();
    return new Promise((resolve) => out.once("error", resolve).end(() => resolve()));
  }

  #turn(): void {
    this.#out?.end();
    try {
      renameSync(this.#file, `${this.#file}.1`);
    } catch (error) {
      this.#lose(error as Error);
    }
    this.#bytes = 0;
    this.#out = this.#open();
  }

  #open(): WriteStream {
    const out = createWriteStream(this.#file, { flags: "a", mode: 0o600 });
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
