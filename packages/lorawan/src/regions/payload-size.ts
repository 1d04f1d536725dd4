import { dataRateOf } from "./look-up.ts";
import type { Region } from "./region.ts";

export interface PayloadConditions {
  /** A repeater may stand between device and gateway. */
  readonly repeater?: boolean;
  /** The region's switchable dwell-time limit is on for this direction. */
  readonly dwell?: boolean;
}

/** FHDR without options and FPort. */
const MAC_OVERHEAD = 8;

/**
 * *M*: the largest MACPayload in bytes, or 0 where the data rate does not exist or may not be used.
 * @see RP002-1.0.4, "Maximum payload size" of each region
 */
export function maxMacPayload(
  region: Region,
  dataRate: number,
  conditions: PayloadConditions = {},
): number {
  const limit = dataRateOf(region, dataRate)?.maxMacPayload;
  if (!limit) return 0;
  const room = conditions.repeater ? limit.repeater : limit.plain;
  return conditions.dwell && limit.dwell !== undefined ? Math.min(room, limit.dwell) : room;
}

/** *N*: the largest application payload in bytes, beside `fOptsBytes` of MAC commands in the header. */
export function maxApplicationPayload(
  region: Region,
  dataRate: number,
  conditions: PayloadConditions = {},
  fOptsBytes = 0,
): number {
  const m = maxMacPayload(region, dataRate, conditions);
  return Math.max(m - MAC_OVERHEAD - fOptsBytes, 0);
}
