import { readFileSync, statSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { createSecureContext } from "node:tls";
import { CallerError, type Clock, type LoratsError } from "@lorats/base";
import { HeldIdentity } from "./held-identity.ts";

const LOOK_EVERY_MS = 60_000;

export interface FileIdentityParts {
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Whom clients may be certified by. */
  readonly ca?: string | undefined;
  readonly clock: Clock;
  /** Hears why new files were not taken; the certificate before them holds on. */
  readonly failed: (error: LoratsError) => void;
}

/** A certificate in files that somebody else renews, as certbot does: what is new is taken within a minute. */
export class FileIdentity extends HeldIdentity {
  readonly #parts: FileIdentityParts;
  #seen: string;

  /** @throws {CallerError} `TLS_NO_FILE`, `TLS_BAD_CERTIFICATE` */
  constructor(parts: FileIdentityParts) {
    super();
    this.#parts = parts;
    this.#seen = this.#age();
    this.take(this.#read());
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      try {
        const age = this.#age();
        if (age !== this.#seen) {
          const options = this.#read();
          this.#seen = age;
          this.take(options);
        }
      } catch (error) {
        // Perhaps only one of the two is written yet.
        this.#parts.failed(error as LoratsError);
      }
      this.#lookAgain();
    });
  }

  #age(): string {
    const { certificateFile, keyFile } = this.#parts;
    return [certificateFile, keyFile]
      .map((file) => attempt(file, (name) => statSync(name)).mtimeMs)
      .join();
  }

  #read(): ServerOptions {
    const { certificateFile, keyFile, ca } = this.#parts;
    const cert = attempt(certificateFile, (name) => readFileSync(name));
    const key = attempt(keyFile, (name) => readFileSync(name));
    try {
      createSecureContext({ cert, key });
    } catch (cause) {
      const why = (cause as Error).message;
      const what = `${certificateFile} and ${keyFile} are no certificate with its key (${why})`;
      throw new CallerError("TLS_BAD_CERTIFICATE", what, { cause });
    }
    return { cert, key, ...(ca !== undefined && { ca }) };
  }
}

function attempt<Result>(file: string, read: (file: string) => Result): Result {
  try {
    return read(file);
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    throw new CallerError("TLS_NO_FILE", `cannot read ${file} (${code})`, { cause });
  }
}
