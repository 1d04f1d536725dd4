import { Worker } from "node:worker_threads";
import type { FromReceiver, ToReceiver } from "./receiver-messages.ts";

/** Samples live outside of the heap; a small nursery keeps what they leave behind small. */
const WORKER_MEMORY = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 96 };

interface Queued {
  readonly samples: number;
  /** Byte of the ring up to which this message has read everything. */
  readonly until: number;
}

export interface LaneListener {
  onAnswer(message: Extract<FromReceiver, { kind: "done" }>): void;
  onSnippet(message: Extract<FromReceiver, { kind: "snippet" }>): void;
  onFailure(reason: string): void;
}

/** One worker thread and what it has not answered yet. */
export class Lane {
  readonly #worker: Worker;
  #queued: Queued[] = [];
  #queuedSamples = 0;
  /** Byte of the ring before which the worker needs nothing more. */
  readUntil = 0;

  /** Resolves when the thread has come up, or never will. */
  readonly ready: Promise<void>;

  constructor(listener: LaneListener) {
    this.#worker = new Worker(new URL("./receiver-worker.ts", import.meta.url), {
      resourceLimits: WORKER_MEMORY,
    });
    let up = (): void => {};
    this.ready = new Promise((resolve) => {
      up = resolve;
    });
    this.#worker.on("exit", up);
    this.#worker.on("message", (message: FromReceiver) => {
      if (message.kind === "ready") return up();
      if (message.kind === "snippet") return listener.onSnippet(message);
      const first = this.#queued.shift();
      if (first) {
        this.#queuedSamples -= first.samples;
        this.readUntil = first.until;
      }
      listener.onAnswer(message);
    });
    this.#worker.on("error", (error) => {
      listener.onFailure(error instanceof Error ? error.message : String(error));
    });
  }

  get waiting(): number {
    return this.#queued.length;
  }

  get waitingSamples(): number {
    return this.#queuedSamples;
  }

  /** Begins a stream with a ring of its own: what is still under way has nothing to say about that. */
  open(message: Extract<ToReceiver, { kind: "open" }>): void {
    this.#queued = this.#queued.map(({ samples }) => ({ samples, until: 0 }));
    this.readUntil = 0;
    this.#worker.postMessage(message);
  }

  /** Sends what is not answered by `done`. */
  tell(message: ToReceiver): void {
    this.#worker.postMessage(message);
  }

  /** Sends what is answered by one `done`. `until`: byte up to which the ring has then been read. */
  ask(message: ToReceiver, samples: number, until: number): void {
    this.#queued.push({ samples, until });
    this.#queuedSamples += samples;
    this.#worker.postMessage(message);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
