import type { ApplicationId, DeviceId, Instant, TenantId } from "@lorats/base";
import type { Cursor, EventLog, ReadPage, StoredEvent } from "@lorats/events";
import type { FrameMeasurements, MeasurementStore } from "../measurements/measurement.ts";
import { measured } from "../measurements/measurer.ts";
import { LaterRevisions } from "./later-revisions.ts";
import { type Derivable, isDerivable, type UplinkPipeline } from "./uplink-pipeline.ts";

export interface ReprocessQuery {
  readonly tenantId: TenantId;
  /** Uplinks received from then on. */
  readonly from: Instant;
  readonly applicationId?: ApplicationId | undefined;
  readonly deviceId?: DeviceId | undefined;
}

export interface ReprocessProgress {
  readonly uplinks: number;
  readonly measured: number;
  /** 0 … 1: how much of the time span is done. */
  readonly done: number;
  /** How far back it has come. */
  readonly reachedAt: Instant | undefined;
  /** Where to go on when it is cut off. */
  readonly before: Cursor | undefined;
}

export const REPROCESS_BEGIN: ReprocessProgress = {
  uplinks: 0,
  measured: 0,
  done: 0,
  reachedAt: undefined,
  before: undefined,
};

const CHUNK = 1000;
/** An assessment's place in the log may be later than its uplink's time by what a gateway held back. */
const SLACK_NS = 86_400_000_000_000n;

/**
 * Recomputes everything derived from uplinks, newest first, while live traffic goes on: what is written replaces what the
 * same frames gave before, so it can be stopped, repeated and run beside the live measurer in any order.
 *
 * @param begin how far it had come before it was cut off
 * @param now when it was asked for: what came later was measured as things are now
 * @param signal ends it between two chunks
 * @param progress is awaited before it goes on
 */
export async function reprocess(
  parts: {
    readonly log: EventLog;
    readonly store: MeasurementStore;
    readonly pipeline: () => UplinkPipeline;
  },
  { tenantId, from, applicationId, deviceId }: ReprocessQuery,
  now: Instant,
  signal: AbortSignal,
  progress: (progress: ReprocessProgress) => Promise<void> | void,
  begin: ReprocessProgress = REPROCESS_BEGIN,
): Promise<ReprocessProgress> {
  const { log, store } = parts;
  const types = ["uplink", "assessment", "observation"] as const;
  // A device that was moved has a history with others, which went with it.
  const whose = deviceId === undefined ? { tenantId } : { key: deviceId };
  const later = await LaterRevisions.open(log, whose, begin.before);
  const decided = new Set<string>();
  let state = begin;

  const read = (before: Cursor | "end"): Promise<ReadPage> =>
    handled(log.read({ ...whose, types, before, limit: CHUNK }));

  const work = async (events: readonly StoredEvent[]): Promise<Chunk> => {
    // A pipeline of its own for each chunk: what was worked out before is not what is asked for.
    const pipeline = parts.pipeline();
    pipeline.note(events);
    const wanted = events.filter(
      (event) => isDerivable(event) && event.time >= from - SLACK_NS && isNewest(event, decided),
    );
    const frames = (await measured(pipeline, wanted)).filter(
      (frame) =>
        frame.time >= from &&
        (applicationId === undefined || frame.applicationId === applicationId),
    );
    return { uplinks: wanted.length, frames };
  };

  const keep = async ({ uplinks, frames }: Chunk, page: ReadPage, over: boolean): Promise<void> => {
    await store.put(frames.filter(({ frame }) => !later.has(frame)));
    // Who measures live may have kept what a revision decided before these frames were kept over it.
    await store.put(await measured(parts.pipeline(), await later.news()));
    const reachedAt = page.events.at(-1)?.time ?? state.reachedAt;
    state = {
      uplinks: state.uplinks + uplinks,
      measured: state.measured + frames.length,
      done: over ? 1 : partDone(reachedAt, from, now),
      reachedAt,
      before: page.next,
    };
    await progress(state);
  };

  // A chunk is kept while the one after it is worked out and the next one is read.
  let keeping = Promise.resolve();
  let next: Promise<ReadPage> | undefined = read(begin.before ?? "end");
  while (next && !signal.aborted) {
    const page: ReadPage = await next;
    const oldest = page.events.at(-1);
    const over = page.next === undefined || (oldest !== undefined && oldest.time < from - SLACK_NS);
    next = over ? undefined : read(page.next);
    const chunk = await work(page.events);
    await keeping;
    keeping = handled(keep(chunk, page, over));
  }
  await keeping;
  return state;
}

interface Chunk {
  readonly uplinks: number;
  readonly frames: readonly FrameMeasurements[];
}

/** A promise that somebody waits for later: until then nobody need be told that it failed. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function partDone(reachedAt: Instant | undefined, from: Instant, now: Instant): number {
  if (reachedAt === undefined) return 1;
  return Math.min(1, Math.max(0, Number(now - reachedAt) / (Number(now - from) || 1)));
}

/** Newest first: what a later revision decided about a frame's measurements stands, whatever was said before. */
function isNewest(event: Derivable, decided: Set<string>): boolean {
  if (event.type === "observation") return true;
  const { revision, handling, deduplicationId } = event.body;
  if (decided.has(deduplicationId)) return false;
  if (revision > 0 && handling !== undefined) decided.add(deduplicationId);
  return true;
}
