import { LAGS_S } from "./motions.ts";

/** The temperature of a device's crystal, as it follows what the device reports, for each lag that is tried. */
export interface BodyTemperature {
  readonly atS: number;
  readonly reportedC: number;
  readonly bodyC: readonly number[];
}

/** What sensors and electronics survive. */
const MIN_C = -60;
const MAX_C = 100;
/** No case follows its air faster, °C a minute: beyond it the reading is broken. */
const MAX_C_PER_MINUTE = 10;
/** After so long without a report the body may be anywhere. */
const STALE_S = 6 * 3600;

/** The body after one more report; undefined when the report cannot be. */
export function followTemperature(
  known: BodyTemperature | undefined,
  reported: number | undefined,
  nowS: number,
): BodyTemperature | undefined {
  if (reported === undefined || !(reported >= MIN_C && reported <= MAX_C)) return undefined;
  const reportedC = Math.fround(reported);
  const elapsedS = known ? nowS - known.atS : Number.POSITIVE_INFINITY;
  if (!known || elapsedS > STALE_S || elapsedS < 0) {
    return { atS: nowS, reportedC, bodyC: LAGS_S.map(() => reportedC) };
  }
  const most = 5 + (MAX_C_PER_MINUTE * elapsedS) / 60;
  if (Math.abs(reportedC - known.reportedC) > most) return undefined;
  const slope = elapsedS > 0 ? (reportedC - known.reportedC) / elapsedS : 0;
  // The air moved along a straight line meanwhile; a first-order lag answers to a ramp in closed form.
  const bodyC = LAGS_S.map((lagS, i) => {
    const kept = Math.exp(-elapsedS / lagS);
    const behind = slope * lagS;
    return Math.fround(reportedC - behind + kept * (known.bodyC[i]! - known.reportedC + behind));
  });
  return { atS: nowS, reportedC, bodyC };
}
