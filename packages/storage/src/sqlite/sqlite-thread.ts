import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type LoratsError, UnavailableError } from "@lorats/base";
import type {
  OperationName,
  ReplyMessage,
  ReplyOf,
  RequestOf,
  ThreadMessage,
  ThreadSetup,
} from "./protocol.ts";
import { fromWire } from "./sqlite-error.ts";

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

interface Pending {
  readonly resolve: (reply: never) => void;
  readonly reject: (error: LoratsError) => void;
}

/**
 * A database in a thread of its own, so that nothing here ever waits for a disk. A thread that dies fails what it
 * had not answered and is started again by the next call.
 */
export class SqliteThread {
  readonly #setup: ThreadSetup;
  readonly #onCrash: (error: UnavailableError) => void;
  readonly #pending = new Map<number, Pending>();
  #worker: Promise<Worker> | undefined;
  #nextId = 1;
  #isClosed = false;

  private constructor(setup: ThreadSetup, onCrash: (error: UnavailableError) => void) {
    this.#setup = setup;
    this.#onCrash = onCrash;
  }

  /** @throws {UnavailableError} `STORE_…`: why the database cannot be opened */
  static async open(
    setup: ThreadSetup,
    onCrash: (error: UnavailableError) => void,
  ): Promise<SqliteThread> {
    const thread = new SqliteThread(setup, onCrash);
    await thread.#running();
    return thread;
  }

  /**
   * Asks the thread; what is in `moving` goes over without being copied and is gone here.
   * @throws {LoratsError} what the thread refused with, or `STORE_CRASHED`: it may or may not have happened
   */
  async call<Name extends OperationName>(
    name: Name,
    request: RequestOf<Name>,
    moving: readonly ArrayBuffer[] = [],
  ): Promise<ReplyOf<Name>> {
    if (this.#isClosed) throw new UnavailableError("STORE_CLOSED", "the store is closed");
    const worker = await this.#running();
    return this.#post(worker, name, request, moving);
  }

  /** Lets what was asked finish, closes the database and ends the thread. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const worker = await this.#worker?.catch(() => undefined);
    if (!worker) return;
    try {
      await this.#post(worker, "close", null, []);
    } finally {
      await worker.terminate();
    }
  }

  /** Ends the thread as a crash would. */
  async kill(): Promise<void> {
    await (await this.#worker)?.terminate();
  }

  #post<Name extends OperationName>(
    worker: Worker,
    name: Name,
    request: RequestOf<Name>,
    moving: readonly ArrayBuffer[],
  ): Promise<ReplyOf<Name>> {
    const { promise, resolve, reject } = Promise.withResolvers<ReplyOf<Name>>();
    const id = this.#nextId++;
    this.#pending.set(id, { resolve, reject });
    worker.postMessage({ id, name, request }, [...moving]);
    return promise;
  }

  #running(): Promise<Worker> {
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start(): Promise<Worker> {
    const { promise, resolve, reject } = Promise.withResolvers<Worker>();
    // Flags of this process, such as --test or --eval, are not meant for its threads.
    const worker = new Worker(WORKER, { workerData: this.#setup, execArgv: [] });
    let cause: unknown;
    worker.on("message", (message: ThreadMessage) => {
      if ("replies" in message) for (const reply of message.replies) this.#settle(reply);
      else if ("started" in message) resolve(worker);
      else reject(fromWire(message.failed));
    });
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      this.#worker = undefined;
      reject(this.#crashed(cause));
      this.#failPending(cause);
    });
    return promise;
  }

  #settle({ id, reply, error }: ReplyMessage): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(fromWire(error));
    else pending?.resolve(reply as never);
  }

  #failPending(cause: unknown): void {
    if (this.#isClosed && this.#pending.size === 0) return;
    const error = this.#crashed(cause);
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
    if (!this.#isClosed) this.#onCrash(error);
  }

  #crashed(cause: unknown): UnavailableError {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    const message = `${this.#setup.file}: the database thread ended${why}`;
    return new UnavailableError("STORE_CRASHED", message, { cause });
  }
}
