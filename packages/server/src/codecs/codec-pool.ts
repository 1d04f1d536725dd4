import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { refuse, UnavailableError } from "@lorats/base";
import type { CodecAnswer, CodecCall, ScriptRunner } from "@lorats/platform";

export interface PoolRequest {
  readonly id: number;
  readonly source: string;
  readonly calls: readonly CodecCall[];
}
export interface PoolAnswer {
  readonly id: number;
  readonly answers: readonly CodecAnswer[];
}

interface Job extends PoolRequest {
  readonly resolve: (answers: readonly CodecAnswer[]) => void;
  readonly reject: (error: Error) => void;
}

export interface CodecPoolOptions {
  readonly threads: number;
  /**
   * The sandbox counts what a script does and stops it. This is for what it cannot count, one endless step of the
   * engine itself: the whole thread goes then.
   */
  readonly hangMs?: number;
  readonly hung?: () => void;
}

const HANG_MS = 10_000;
/** Calls in one message: what has to be done again when one of them hangs. */
const BATCH = 50;

/**
 * Users' scripts in threads of their own: RX1 never waits for them. A script always runs in the same thread, so one that
 * is slow or hangs delays those few that share it.
 */
export class CodecPool implements ScriptRunner {
  readonly #lanes: readonly Lane[];

  constructor({ threads, hangMs = HANG_MS, hung = () => {} }: CodecPoolOptions) {
    this.#lanes = Array.from({ length: threads }, () => new Lane(hangMs, hung));
  }

  async run(source: string, calls: readonly CodecCall[]): Promise<readonly CodecAnswer[]> {
    const lane = this.#laneOf(source);
    const batches: Promise<readonly CodecAnswer[]>[] = [];
    for (let at = 0; at < calls.length; at += BATCH) {
      batches.push(lane.run(source, calls.slice(at, at + BATCH)));
    }
    return (await Promise.all(batches)).flat();
  }

  /** Calls that wait for their turn. */
  get waiting(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.waiting, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  #laneOf(source: string): Lane {
    const hash = createHash("sha256").update(source).digest().readUInt32LE();
    return this.#lanes[hash % this.#lanes.length]!;
  }
}

/** One thread and those who wait for it. It begins with the first call. */
class Lane {
  readonly #hangMs: number;
  readonly #hung: () => void;
  readonly #queue: Job[] = [];
  #worker: Worker | undefined;
  #current: Job | undefined;
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  #id = 0;
  #stopped = false;

  constructor(hangMs: number, hung: () => void) {
    this.#hangMs = hangMs;
    this.#hung = hung;
  }

  get waiting(): number {
    return this.#queue.reduce(
      (sum, { calls }) => sum + calls.length,
      this.#current?.calls.length ?? 0,
    );
  }

  run(source: string, calls: readonly CodecCall[]): Promise<readonly CodecAnswer[]> {
    if (this.#stopped) return Promise.reject(ended());
    return new Promise((resolve, reject) => {
      this.#queue.push({ id: ++this.#id, source, calls, resolve, reject });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const job of [this.#current, ...this.#queue]) job?.reject(ended());
    this.#current = undefined;
    this.#queue.length = 0;
    await this.#worker?.terminate();
  }

  #next(): void {
    if (this.#current || this.#stopped) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#current = job;
    const worker = this.#start();
    if (this.#ready) this.#send(worker, job);
  }

  #send(worker: Worker, { id, source, calls }: Job): void {
    this.#timer = setTimeout(() => this.#lost("it hung"), this.#hangMs);
    worker.postMessage({ id, source, calls } satisfies PoolRequest);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    // Nothing of the server's environment is there for a script to find, should it ever get out.
    const worker = new Worker(new URL("./codec-worker.ts", import.meta.url), {
      env: {},
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.unref();
    this.#ready = false;
    worker.on("message", (message: PoolAnswer | "ready") => {
      if (this.#worker !== worker) return;
      if (message !== "ready") return this.#answered(message);
      this.#ready = true;
      if (this.#current) this.#send(worker, this.#current);
    });
    worker.on("error", (error: unknown) => {
      if (this.#worker === worker) this.#lost(String(error));
    });
    this.#worker = worker;
    return worker;
  }

  #answered({ id, answers }: PoolAnswer): void {
    const job = this.#current;
    if (job?.id !== id) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    job.resolve(answers);
    this.#next();
  }

  /** The thread is no more. A single call is to blame; of several, each is tried on its own. */
  #lost(reason: string): void {
    clearTimeout(this.#timer);
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#hung();
    const job = this.#current;
    this.#current = undefined;
    if (job?.calls.length === 1) {
      job.resolve([refuse("CODEC_TIME", `the codec did not come to an end: ${reason}`)]);
    } else if (job) this.#split(job);
    this.#next();
  }

  #split({ source, calls, resolve, reject }: Job): void {
    const singles = calls.map((call) => {
      const { promise, ...settle } = Promise.withResolvers<readonly CodecAnswer[]>();
      return { promise, job: { id: ++this.#id, source, calls: [call], ...settle } };
    });
    this.#queue.unshift(...singles.map(({ job }) => job));
    Promise.all(singles.map(({ promise }) => promise)).then((all) => resolve(all.flat()), reject);
  }
}

function ended(): UnavailableError {
  return new UnavailableError("CODEC_UNAVAILABLE", "the server stops");
}
