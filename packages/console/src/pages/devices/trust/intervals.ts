import type { DeviceTrust, Hopping, Uplink } from "@lorats/api";

/** From one frame to the next of the same session. */
export interface Interval {
  /** Seconds since the Unix epoch, of the later frame. */
  readonly time: number;
  readonly s: number;
  /** Frames that are missing between. */
  readonly missed: number;
}

/** Intervals between frames, oldest first; across a restart of the counter there is none. */
export function intervalsOf(oldestFirst: readonly Uplink[]): readonly Interval[] {
  return oldestFirst.flatMap((uplink, i) => {
    const before = oldestFirst[i - 1];
    const step = before ? uplink.fCnt - before.fCnt : 0;
    if (!before || step < 1) return [];
    const time = sentS(uplink);
    return [{ time, s: time - sentS(before), missed: step - 1 }];
  });
}

function sentS({ timing, time }: Uplink): number {
  return Date.parse(timing?.time ?? time) / 1000;
}

type Schedule = NonNullable<DeviceTrust["schedule"]>;

/** Fewer intervals than this show no habit. */
const LEAST = 8;

/**
 * How far each interval is from what its schedule allows, ms: from a multiple of the period (habit, clock) or from
 * the grid of slices (hopping).
 */
export function residualsMs(
  intervals: readonly Interval[],
  schedule: Schedule | undefined,
  hopping: Hopping | undefined,
): readonly number[] | undefined {
  const gridS =
    hopping?.enabled && hopping.sliceMs !== undefined
      ? hopping.sliceMs / 1000
      : schedule?.kind === "hopping"
        ? undefined
        : schedule?.periodS;
  if (gridS === undefined || gridS <= 0 || intervals.length < LEAST) return undefined;
  return intervals.map(({ s }) => (s - Math.round(s / gridS) * gridS) * 1000);
}
