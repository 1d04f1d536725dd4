import { errorLine, newId, type Clock, type Instant, type Random } from "@lorats/base";
import {
  reprocess,
  UplinkPipeline,
  type Directory,
  type PayloadCodecs,
  type ReprocessProgress,
  type ReprocessQuery,
} from "@lorats/platform";
import type { Stores } from "../services.ts";

export interface ReprocessingJob extends ReprocessQuery, ReprocessProgress {
  readonly id: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly error?: string;
  readonly startedAt: Instant;
}

export interface ReprocessingParts {
  readonly stores: Pick<Stores, "log" | "measurements">;
  readonly directory: Directory;
  readonly codecs: PayloadCodecs;
  readonly clock: Clock;
  readonly random: Random;
}

const REMEMBERED = 100;

/**
 * Recomputations, one after the other so that live traffic keeps most of the machine. They are remembered until the server
 * ends; one that was cut off is simply started again, since nothing is counted twice.
 */
export class Reprocessing {
  readonly #parts: ReprocessingParts;
  readonly #jobs = new Map<string, ReprocessingJob>();
  readonly #stopping = new Map<string, AbortController>();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ReprocessingParts) {
    this.#parts = parts;
  }

  start(query: ReprocessQuery): ReprocessingJob {
    const { clock, random } = this.#parts;
    const id = newId<string>(clock, random);
    const begun = { uplinks: 0, measured: 0, done: 0, reachedAt: undefined };
    this.#set({ ...query, ...begun, id, state: "running", startedAt: clock.now() });
    const stopping = new AbortController();
    this.#stopping.set(id, stopping);
    this.#last = this.#last.then(() => this.#run(id, query, stopping.signal));
    return this.#jobs.get(id)!;
  }

  get(id: string): ReprocessingJob | undefined {
    return this.#jobs.get(id);
  }

  list(): readonly ReprocessingJob[] {
    return [...this.#jobs.values()];
  }

  cancel(id: string): void {
    this.#stopping.get(id)?.abort();
  }

  async stop(): Promise<void> {
    for (const stopping of this.#stopping.values()) stopping.abort();
    await this.#last;
  }

  async #run(id: string, query: ReprocessQuery, signal: AbortSignal): Promise<void> {
    const { stores, directory, codecs, clock } = this.#parts;
    const update = (change: Partial<ReprocessingJob>): void =>
      this.#set({ ...this.#jobs.get(id)!, ...change });
    const pipeline = (): UplinkPipeline => new UplinkPipeline(stores.log, directory, codecs);
    const parts = { log: stores.log, store: stores.measurements, pipeline };
    try {
      await reprocess(parts, query, clock.now(), signal, update);
      update({ state: signal.aborted ? "cancelled" : "done" });
    } catch (error) {
      update({ state: "failed", error: errorLine(error) });
    }
    this.#stopping.delete(id);
  }

  #set(job: ReprocessingJob): void {
    this.#jobs.set(job.id, job);
    if (this.#jobs.size <= REMEMBERED) return;
    const over = [...this.#jobs.values()].find(({ state }) => state !== "running");
    if (over) this.#jobs.delete(over.id);
  }
}
