import type { Instant } from "@lorats/base";
import type { EventLog } from "./event-log.ts";
import type { Cursor } from "./fields.ts";

/** When something happened that is looked for. */
export interface TimeSpan {
  /** Inclusive; from the first event when absent. */
  readonly from?: Instant | undefined;
  /** Exclusive; to the newest event when absent. */
  readonly to?: Instant | undefined;
}

/** How much later than it happened an event may have been stored, ns: a day. Whoever looks for a span looks that much around it. */
const STORED_LATE_NS = 86_400_000_000_000n;

export function isWithin({ from, to }: TimeSpan, time: Instant): boolean {
  return (from === undefined || time >= from) && (to === undefined || time < to);
}

/** Whether nothing within the span is stored after an event of that time, if its time is right. */
export function isBeyond({ to }: TimeSpan, time: Instant): boolean {
  return to !== undefined && time >= to + STORED_LATE_NS;
}

/** Between which positions the events of a span lie, both exclusive; absent where the log's own end is the bound. */
export async function stretchOf(
  log: Pick<EventLog, "around">,
  { from, to }: TimeSpan,
): Promise<{ readonly after?: Cursor | undefined; readonly before?: Cursor | undefined }> {
  const [begin, end] = await Promise.all([
    from === undefined ? undefined : log.around(from - STORED_LATE_NS),
    to === undefined ? undefined : log.around(to + STORED_LATE_NS),
  ]);
  return { after: begin?.older, before: end?.newer };
}
