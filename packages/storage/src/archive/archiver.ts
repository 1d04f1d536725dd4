import { formatInstant, type Instant } from "@lorats/base";
import { newEvent, type NewEvent } from "@lorats/events";
import { cursorOf } from "../log/positions.ts";
import type { LogRow } from "../log/packed.ts";
import type { ArchivedEngine } from "./archived-engine.ts";
import type { ForeignHour } from "./expiry.ts";
import type { Retention } from "./retention.ts";
import type { Range } from "./segment.ts";

/** Events of one segment: the stretch by which the log's indexes go. */
const SEGMENT_EVENTS = 16_384;
const READ_AT_ONCE = 2000;

export interface Archived {
  readonly segments: number;
  readonly events: number;
}

/** Files that were written anew, and events that are gone with that. */
export type Expired = Archived;

/**
 * Moves what is older than `before` into the archive, a whole stretch at a time, from the beginning of the log on. A stretch
 * is removed from the database once its file is on the disk and was read back; what was interrupted in between is removed
 * by the next run. What was damaged already stays where it is: no file can vouch for it.
 */
export function archiveLog(
  engine: ArchivedEngine,
  before: Instant,
  size: number = SEGMENT_EVENTS,
): Promise<Archived> {
  return engine.alone(() => archiveAlone(engine, before, size));
}

async function archiveAlone(
  engine: ArchivedEngine,
  before: Instant,
  size: number,
): Promise<Archived> {
  await finish(engine);
  let [segments, events] = [0, 0];
  for (;;) {
    const first = (await engine.end()) + 1;
    const range = { first, last: first + size - 1 };
    // The newest event stays in the database, which counts on from it.
    if (range.last >= (await engine.head())) break;
    const newest = await engine.hot.newestTime(range);
    if (newest !== undefined && newest >= before) break;
    const { rows, left } = await stretch(engine, range);
    await engine.add(range, rows, left);
    await engine.hot.remove(range, left);
    segments++;
    events += rows.length;
  }
  return { segments, events };
}

/**
 * Lets go of what its class keeps no longer, out of the archive. Foreign frames go from the oldest on, as what says that they are
 * foreign stands after them; they are counted before, and counted again should it stop in between. All else goes from the newest
 * on: what refers to an event goes before the event does.
 */
export function expireArchive(
  engine: ArchivedEngine,
  { foreign, ...others }: Retention,
  counted: (traffic: readonly NewEvent<"foreign-traffic">[]) => Promise<unknown>,
): Promise<Expired> {
  return engine.alone(async () => {
    const ranges = await engine.archive.call("ranges");
    const pairs = ranges.slice(1).map((next, i) => ({ range: ranges[i]!, next }));
    let [segments, events] = [0, 0];
    const pass = async (some: typeof pairs, retention: Retention): Promise<void> => {
      for (const { range, next } of some) {
        const due = await engine.expiring(range, next, retention);
        if (!due) continue;
        if (due.foreign.length > 0)
          await counted(due.foreign.map((hour) => trafficOf(hour, range)));
        await engine.expire(range, due);
        segments++;
        events += due.positions.length;
      }
    };
    if (foreign !== undefined) await pass(pairs, { foreign });
    await pass(pairs.toReversed(), others);
    return { segments, events };
  });
}

function trafficOf(
  { tenantId, gatewayId, hour, ...counts }: ForeignHour,
  { first, last }: Range,
): NewEvent<"foreign-traffic"> {
  const at = { tenantId, key: gatewayId, time: hour };
  const stretch = { first: cursorOf(first), last: cursorOf(last) };
  const body = { gatewayId, hour: formatInstant(hour), ...counts, ...stretch };
  return newEvent("foreign-traffic", at, { ...body, refused: { ...counts.refused } });
}

/** Removes what a run that was interrupted had archived, but not removed yet. */
async function finish({ hot, archive }: ArchivedEngine): Promise<void> {
  const newest = (await archive.call("ranges")).at(-1);
  if (!newest) return;
  const { rows } = await hot.read({
    after: newest.first - 1,
    before: newest.last + 1,
    limit: newest.last - newest.first + 1,
  });
  const there = Array.from(rows, ({ position }) => position);
  if (there.length === 0) return;
  const safe = new Set((await archive.call("get", there)).rows.map(({ position }) => position));
  const all = positionsOf(newest);
  const except = all.filter((position) => !safe.has(position));
  await hot.remove(newest, except);
}

async function stretch(
  { hot }: ArchivedEngine,
  { first, last }: Range,
): Promise<{ rows: LogRow[]; left: number[] }> {
  const rows: LogRow[] = [];
  const left: number[] = [];
  for (let from = first; from <= last; from += READ_AT_ONCE) {
    const count = Math.min(READ_AT_ONCE, last - from + 1);
    const found = await hot.get(Array.from({ length: count }, (_, i) => from + i));
    rows.push(...found.rows);
    left.push(...found.damaged);
  }
  return { rows, left };
}

function positionsOf({ first, last }: Range): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
