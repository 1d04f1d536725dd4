import type { Overview } from "@lorats/api";

type Step = Overview["traffic"][number];
type Count = Exclude<keyof Step, "time">;

export function totalOf(traffic: readonly Step[], count: Count): number {
  return traffic.reduce((sum, step) => sum + step[count], 0);
}

export interface TrafficColumns {
  /** Seconds since the Unix epoch, one for each step, quiet ones too. */
  readonly times: readonly number[];
  readonly column: (count: Count) => readonly number[];
}

/** Steps shown at least, so that a server that has just begun does not show a single stroke. */
const LEAST = 24;

/** The day's steps without gaps: quiet steps are zeros, not missing. */
export function trafficColumns({ traffic, stepS }: Overview, nowMs: number): TrafficColumns {
  const byTime = new Map(traffic.map((step) => [Date.parse(step.time) / 1000, step]));
  const end = Math.floor(nowMs / 1000 / stepS) * stepS;
  const first = Math.min(...byTime.keys(), end - (LEAST - 1) * stepS);
  const times: number[] = [];
  for (let time = first; time <= end; time += stepS) times.push(time);
  const counts = (count: Count): number[] => times.map((time) => byTime.get(time)?.[count] ?? 0);
  // One more stroke, so that the step that is still going on has a width.
  return {
    times: [...times, end + stepS],
    column: (count) => [...counts(count), byTime.get(end)?.[count] ?? 0],
  };
}
