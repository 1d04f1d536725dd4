import type { FrameDetails, Uplink } from "@lorats/api";
import { nsBetween } from "../inspector/times.ts";

type Assessment = FrameDetails["assessments"][number];

/** What two servers would write down for one frame: one that trusts the air, one that looks at it. */
export interface TwoTimes {
  /** When it was heard: what is written down with detection off. */
  readonly heardAt: string;
  /** When it was sent, as far as can be told. */
  readonly sentAt: string;
  readonly sdNs: number;
  readonly source: string;
  readonly differenceNs: number;
  /** The frame before it by counter: a held-back frame was made after that one. */
  readonly before: Pick<Uplink, "fCnt" | "time"> | undefined;
}

/**
 * The times of a frame by both.
 * @param earlier uplinks of the device before this one, newest first
 */
export function twoTimes(
  { fCnt }: Pick<FrameDetails, "fCnt">,
  { timing }: Pick<Assessment, "timing">,
  earlier: readonly Uplink[],
): TwoTimes {
  const heardAt = timing.deliveredAt ?? timing.time;
  const differenceNs = nsBetween(heardAt, timing.time);
  const before = fCnt === undefined ? undefined : earlier.find((one) => one.fCnt < fCnt);
  return {
    heardAt,
    sentAt: timing.time,
    sdNs: timing.sdNs,
    source: timing.source,
    differenceNs,
    before: before && { fCnt: before.fCnt, time: before.timing?.time ?? before.time },
  };
}
