import { spawn } from "node:child_process";
import { UnavailableError } from "@lorats/base";

/** A key management service: it has a key that never leaves it, and wraps ours under it. */
export interface Kms {
  /** @throws {UnavailableError} `KEY_KMS_FAILED`, as `unwrap` */
  wrap(secret: Uint8Array): Promise<Uint8Array>;
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>;
}

const PATIENCE_MS = 30_000;
const LONGEST_ANSWER = 65_536;

/**
 * A key management service by its own program, as `vault`, `aws`, `gcloud`, `systemd-creds` or `gpg`: what is to be wrapped
 * or unwrapped goes to its standard input, what it prints is the result.
 */
export class KmsProgram implements Kms {
  readonly #wrap: readonly string[];
  readonly #unwrap: readonly string[];

  /** @param commands program and arguments each; no shell is between */
  constructor(commands: { readonly wrap: readonly string[]; readonly unwrap: readonly string[] }) {
    this.#wrap = commands.wrap;
    this.#unwrap = commands.unwrap;
  }

  wrap(secret: Uint8Array): Promise<Uint8Array> {
    return run(this.#wrap, secret);
  }

  unwrap(wrapped: Uint8Array): Promise<Uint8Array> {
    return run(this.#unwrap, wrapped);
  }
}

function run([program, ...args]: readonly string[], input: Uint8Array): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const fail = (why: string, cause?: Error): void => {
    reject(new UnavailableError("KEY_KMS_FAILED", `${program}: ${why}`, { cause }));
  };
  const child = spawn(program!, args, { stdio: "pipe", timeout: PATIENCE_MS });
  const answer: Buffer[] = [];
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    answer.push(chunk);
    if (answer.reduce((sum, one) => sum + one.length, 0) > LONGEST_ANSWER) child.kill();
  });
  child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + String(chunk)).slice(-500)));
  child.once("error", (error) => fail(`cannot be run (${error.message})`, error));
  child.once("close", (code, signal) => {
    if (code === 0 && answer.length > 0) return resolve(Buffer.concat(answer));
    if (signal !== null)
      return fail(`was ended after ${PATIENCE_MS / 1000} s or too long an answer`);
    const last = complaint.trim().split("\n").at(-1)!;
    fail(code === 0 ? "printed nothing" : `ended with ${code}${last && `: ${last}`}`);
  });
  // It may end without reading; its exit code says why.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return promise;
}
