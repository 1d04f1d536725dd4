import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { UnavailableError } from "@lorats/base";
import type { WireError } from "../sqlite/protocol.ts";
import { fromWire } from "../sqlite/sqlite-error.ts";
import type { Archive } from "./archive.ts";

const WORKER = new URL(`./archive-worker${extname(import.meta.url)}`, import.meta.url);

type Operation = "ranges" | "add" | "read" | "get" | "check" | "expiring" | "expire" | "forget";

export interface ArchiveRequest {
  readonly id: number;
  readonly name: Operation;
  readonly parameters: readonly unknown[];
}

interface ArchiveReply {
  readonly id: number;
  readonly reply?: unknown;
  readonly error?: WireError;
}

type Reply<Name extends Operation> = Awaited<ReturnType<Archive[Name]>>;

/** An archive in a thread of its own, which is started by the first call. */
export class ArchiveThread {
  readonly #folder: string;
  readonly #pending = new Map<number, PromiseWithResolvers<never>>();
  #worker: Worker | undefined;
  #nextId = 1;

  constructor(folder: string) {
    this.#folder = folder;
  }

  call<Name extends Operation>(
    name: Name,
    ...parameters: Parameters<Archive[Name]>
  ): Promise<Reply<Name>> {
    return this.callMoving([], name, ...parameters);
  }

  /** @param moving buffers in the parameters that go over without being copied, and are gone here */
  callMoving<Name extends Operation>(
    moving: readonly ArrayBuffer[],
    name: Name,
    ...parameters: Parameters<Archive[Name]>
  ): Promise<Reply<Name>> {
    this.#worker ??= this.#start();
    const id = this.#nextId++;
    const pending = Promise.withResolvers<never>();
    this.#pending.set(id, pending);
    const request: ArchiveRequest = { id, name, parameters };
    this.#worker.postMessage(request, [...moving]);
    return pending.promise;
  }

  async close(): Promise<void> {
    // What is asked for finishes first; a file that was begun is whole or gone.
    await Promise.allSettled(this.#pending.values().map(({ promise }) => promise));
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, { workerData: { folder: this.#folder }, execArgv: [] });
    worker.on("message", ({ id, reply, error }: ArchiveReply) => {
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (error) pending?.reject(fromWire(error));
      else pending?.resolve(reply as never);
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      this.#worker = undefined;
      const error = new UnavailableError("STORE_CRASHED", `${this.#folder}: its thread ended`, {
        cause,
      });
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
    worker.unref();
    return worker;
  }
}
