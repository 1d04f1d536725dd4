import {
  errorLine,
  formatInstant,
  newId,
  parseInstant,
  type Clock,
  type Instant,
  type Random,
} from "@lorats/base";
import {
  everyItem,
  reprocess,
  REPROCESS_BEGIN,
  UplinkPipeline,
  type Directory,
  type ExternalData,
  type PayloadCodecs,
  type ReprocessingRecord,
  type ReprocessProgress,
  type ReprocessQuery,
} from "@lorats/platform";
import type { Stores } from "../services.ts";

export interface ReprocessingJob extends ReprocessQuery, ReprocessProgress {
  readonly id: string;
  readonly state: ReprocessingRecord["state"];
  readonly error?: string | undefined;
  readonly startedAt: Instant;
}

export interface ReprocessingParts {
  readonly stores: Pick<Stores, "log" | "measurements" | "reprocessings">;
  readonly directory: Directory;
  readonly codecs: PayloadCodecs;
  readonly externals?: ExternalData | undefined;
  readonly clock: Clock;
  readonly random: Random;
}

const REMEMBERED = 100;
/** How much a crash repeats at most, beside what was under way. */
const SAVE_EVERY_NS = 1_000_000_000n;

interface Kept {
  readonly job: ReprocessingJob;
  /** Of its record. */
  readonly version: number;
}

/**
 * Recomputations, one after the other so that live traffic keeps most of the machine. They outlive the server: what was cut off
 * goes on with the next start where it was. Nothing is counted twice, so it does not matter that a little is done again.
 */
export class Reprocessing {
  readonly #parts: ReprocessingParts;
  readonly #jobs = new Map<string, Kept>();
  readonly #stopping = new Map<string, AbortController>();
  /** The server ends, which is no reason for a job to end. */
  readonly #ending = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ReprocessingParts) {
    this.#parts = parts;
  }

  /** Goes on with what an earlier start left. */
  async resume(): Promise<void> {
    for await (const record of everyItem(this.#parts.stores.reprocessings)) {
      const job = jobOf(record);
      this.#jobs.set(job.id, { job, version: record.version });
      if (job.state === "running") this.#queue(job.id);
    }
  }

  async start(query: ReprocessQuery): Promise<ReprocessingJob> {
    const { clock, random, stores } = this.#parts;
    const id = newId<string>(clock, random);
    const startedAt = clock.now();
    const job: ReprocessingJob = { ...query, ...REPROCESS_BEGIN, id, state: "running", startedAt };
    await stores.reprocessings.create([recordOf({ job, version: 1 })]);
    this.#jobs.set(id, { job, version: 1 });
    await this.#forgetOld();
    this.#queue(id);
    return job;
  }

  get(id: string): ReprocessingJob | undefined {
    return this.#jobs.get(id)?.job;
  }

  list(): readonly ReprocessingJob[] {
    return [...this.#jobs.values()].map(({ job }) => job);
  }

  cancel(id: string): void {
    this.#stopping.get(id)?.abort();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#last;
  }

  #queue(id: string): void {
    const stopping = new AbortController();
    this.#stopping.set(id, stopping);
    this.#last = this.#last.then(() => this.#run(id, stopping.signal));
  }

  async #run(id: string, cancelled: AbortSignal): Promise<void> {
    const { stores, directory, codecs, externals, clock } = this.#parts;
    const { job: begun } = this.#jobs.get(id)!;
    const pipeline = (): UplinkPipeline =>
      new UplinkPipeline(stores.log, directory, codecs, externals);
    const parts = { log: stores.log, store: stores.measurements, pipeline };
    const signal = AbortSignal.any([cancelled, this.#ending.signal]);
    let saved = 0n;
    try {
      const progress = async (reached: ReprocessProgress): Promise<void> => {
        const now = clock.now();
        const due = now - saved >= SAVE_EVERY_NS;
        if (due) saved = now;
        await this.#update(id, reached, due);
      };
      await reprocess(parts, begun, begun.startedAt, signal, progress, begun);
      const cutOff = this.#ending.signal.aborted && this.get(id)!.done < 1;
      const state = cancelled.aborted ? "cancelled" : cutOff ? "running" : "done";
      await this.#update(id, { state }, true);
    } catch (error) {
      await this.#update(id, { state: "failed", error: errorLine(error) }, true).catch(() => {});
    }
    this.#stopping.delete(id);
  }

  async #update(id: string, change: Partial<ReprocessingJob>, save: boolean): Promise<void> {
    const { job, version } = this.#jobs.get(id)!;
    const kept = { job: { ...job, ...change }, version };
    this.#jobs.set(id, kept);
    if (!save) return;
    const stored = await this.#parts.stores.reprocessings.update(recordOf(kept));
    this.#jobs.set(id, { job: kept.job, version: stored.version });
  }

  async #forgetOld(): Promise<void> {
    const over = this.list().filter(({ state }) => state !== "running");
    const ids = over.slice(0, Math.max(0, this.#jobs.size - REMEMBERED)).map(({ id }) => id);
    await this.#parts.stores.reprocessings.delete(ids);
    for (const id of ids) this.#jobs.delete(id);
  }
}

function recordOf({ job, version }: Kept): ReprocessingRecord {
  const { from, reachedAt, startedAt, ...rest } = job;
  return {
    ...rest,
    from: formatInstant(from),
    ...(reachedAt !== undefined && { reachedAt: formatInstant(reachedAt) }),
    createdAt: startedAt,
    version,
  };
}

function jobOf({ from, reachedAt, createdAt, ...rest }: ReprocessingRecord): ReprocessingJob {
  return {
    ...rest,
    from: parseInstant(from),
    reachedAt: reachedAt === undefined ? undefined : parseInstant(reachedAt),
    before: rest.before,
    startedAt: createdAt,
  };
}
