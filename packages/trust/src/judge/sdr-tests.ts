import type { Reception } from "@lorats/events";
import { awayFrom } from "../track/habit.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { type Finding, finding } from "../verdict/finding.ts";
import type { Frame } from "./frame.ts";

/**
 * Standard deviation of carrier against symbol clock over a decoded frame of 30 bytes at −5.2 dB in its bandwidth,
 * ppm, by spreading factor: Cramér–Rao bounds of the whole-frame model; they scale with 1/√SNR.
 */
const CLOCK_SD_PPM: Readonly<Record<number, number>> = {
  5: 11,
  6: 6.4,
  7: 2.9,
  8: 1.25,
  9: 0.53,
  10: 0.19,
  11: 0.066,
  12: 0.028,
};
const CLOCK_REFERENCE_DB = -5.2;
/** A tuner's synthesiser rounds its carrier, not its sampling clock: ±110 Hz of an R820T. */
const CLOCK_FLOOR_PPM = 0.03;
/** Drift within a frame, Hz/s: what power amplifiers do when they warm up. */
const DRIFT_FLOOR_HZ_PER_S = 20;
/** Standard deviation of a drift's estimate over the preamble at SF7 and the reference: its Cramér–Rao bound. */
const DRIFT_SD_SF7_HZ_PER_S = 883;

/** Carrier against symbol clock of one reception, ppm, and how sure. */
export function clockFigure({
  lts,
  modulation,
}: Reception): { ppm: number; sdPpm: number } | undefined {
  if (lts?.clockPpm === undefined || modulation.kind !== "lora") return undefined;
  if (!(Math.abs(lts.clockPpm) < 500)) return undefined;
  if (lts.clockSdPpm !== undefined) {
    return { ppm: lts.clockPpm, sdPpm: Math.max(CLOCK_FLOOR_PPM, lts.clockSdPpm) };
  }
  const atReference = CLOCK_SD_PPM[modulation.sf];
  if (atReference === undefined) return undefined;
  const gain = 10 ** (((lts.snrDb ?? CLOCK_REFERENCE_DB) - CLOCK_REFERENCE_DB) / 20);
  return { ppm: lts.clockPpm, sdPpm: Math.max(CLOCK_FLOOR_PPM, atReference / gain) };
}

/** The reception whose SDR saw most of the frame. */
export function bestSdr(receptions: readonly Reception[]): Reception | undefined {
  let best: Reception | undefined;
  for (const one of receptions) {
    if (one.lts && (!best?.lts || (one.lts.snrDb ?? -99) > (best.lts.snrDb ?? -99))) best = one;
  }
  return best;
}

/** A carrier that was turned back digitally leaves the symbol clock behind. */
export function testClock(state: DeviceTrust, { receptions }: Frame): Finding[] {
  const reception = bestSdr(receptions);
  const figure = reception && clockFigure(reception);
  if (!figure) return [];
  const away = awayFrom(state.clock, figure.ppm, figure.sdPpm);
  if (!away) return [];
  const { sigmas: t, pValue } = away;
  const ppm = (figure.ppm - state.clock.mean).toFixed(2);
  const note =
    Math.abs(t) < 4
      ? "carrier and symbol clock agree"
      : `symbol clock and carrier disagree by ${ppm} ppm, ${Math.abs(t).toFixed(0)} σ`;
  return [
    finding(
      { test: "clock-against-carrier", gatewayId: reception.gatewayId, pValue, note },
      {
        weight: "hard",
        pValue,
        // Of a mismatch anywhere within 60 ppm: what the tail leaves, less what the width costs.
        logBayes: Math.abs(t) < 4 ? 0 : Math.max(0, -Math.log(pValue) - 4),
        authenticated: reception.authentication !== "none",
      },
    ),
  ];
}

/** Drift within one reception, Hz/s, and how sure: a device that ADR moved to short chirps is measured a thousand times worse. */
export function driftFigure({
  lts,
  modulation,
}: Reception): { hzPerS: number; sdHzPerS: number } | undefined {
  if (lts?.driftHzPerS === undefined || modulation.kind !== "lora") return undefined;
  if (!(Math.abs(lts.driftHzPerS) < 1e5)) return undefined;
  const gain = 10 ** (((lts.snrDb ?? CLOCK_REFERENCE_DB) - CLOCK_REFERENCE_DB) / 20);
  const bound = (DRIFT_SD_SF7_HZ_PER_S * 2 ** (-2.5 * (modulation.sf - 7))) / gain;
  return { hzPerS: lts.driftHzPerS, sdHzPerS: Math.hypot(DRIFT_FLOOR_HZ_PER_S, bound) };
}

/** What speaks for a second transmission over this one, or in its recording: a factor of two, no more. */
const COLLIDED = Math.log(2);
const BENT_QUALITY = 0.8;
const STEPPED_DB = 3;

/** Marks of a collision: whoever replays what was recorded under a collider replays its traces, too. */
export function testCollision({ receptions }: Frame): Finding[] {
  const reception = bestSdr(receptions);
  const marks = reception?.lts?.collision;
  if (!marks) return [];
  const { overlaps, quality = 1, powerStepDb = 0 } = marks;
  const words = [
    ...(overlaps > 0 ? ["another preamble lay over it"] : []),
    ...(Math.abs(powerStepDb) >= STEPPED_DB
      ? [`its power stepped by ${powerStepDb.toFixed(0)} dB within the preamble`]
      : []),
    ...(quality < BENT_QUALITY
      ? [`one transmitter explains ${(100 * quality).toFixed(0)} % of its power`]
      : []),
  ];
  if (words.length === 0) return [];
  return [
    finding(
      { test: "collision", gatewayId: reception.gatewayId, note: words.join("; ") },
      { weight: "soft", logBayes: COLLIDED, authenticated: false },
    ),
  ];
}

/** Drift within the frame against the device's habit: weak, since few know what warms up. */
export function testDrift(state: DeviceTrust, { receptions }: Frame): Finding[] {
  const reception = bestSdr(receptions);
  const figure = reception && driftFigure(reception);
  if (!figure) return [];
  const t = awayFrom(state.drift, figure.hzPerS, figure.sdHzPerS)?.sigmas ?? 0;
  if (Math.abs(t) < 5) return [];
  const note = `drifts by ${(figure.hzPerS - state.drift.mean).toFixed(0)} Hz/s more than usual within the frame`;
  return [
    finding(
      { test: "drift", note },
      { weight: "soft", logBayes: Math.min(4, (t * t) / 10), authenticated: false },
    ),
  ];
}
