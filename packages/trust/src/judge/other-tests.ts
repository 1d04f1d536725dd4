import type { Reception } from "@lorats/events";
import { normalTail } from "../statistics/tails.ts";
import { oddestArrival } from "../path/arrival-habit.ts";
import { judgePath } from "../path/path-habit.ts";
import { awayFrom } from "../track/habit.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { type ScheduleCheck, isStrict } from "../schedule/schedule-track.ts";
import { logBayesOfProbes } from "../probe/probe-track.ts";
import { seconds } from "../verdict/explain.ts";
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

/** Drift within the frame against the device's habit: weak, since few know what warms up. */
export function testDrift(state: DeviceTrust, { receptions }: Frame): Finding[] {
  const lts = bestSdr(receptions)?.lts;
  if (lts?.driftHzPerS === undefined) return [];
  const t = awayFrom(state.drift, lts.driftHzPerS, DRIFT_FLOOR_HZ_PER_S)?.sigmas ?? 0;
  if (Math.abs(t) < 5) return [];
  const note = `drifts by ${(lts.driftHzPerS - state.drift.mean).toFixed(0)} Hz/s more than usual within the frame`;
  return [
    finding(
      { test: "drift", note },
      { weight: "soft", logBayes: Math.min(4, (t * t) / 10), authenticated: false },
    ),
  ];
}

/** Who heard it, and how loudly: one factor. */
export function testPath(state: DeviceTrust, { receptions }: Frame): Finding[] {
  const path = judgePath(state.path, state.frames, receptions);
  if (!path) return [];
  const { logBayes, usual, heardBy, farthestDb, strangers } = path;
  const odd = logBayes > 1;
  const words = [
    `heard by ${heardBy} of ${usual} usual gateways`,
    ...(strangers > 0 ? [`and ${strangers} others`] : []),
    ...(Math.abs(farthestDb) > 8
      ? [
          `${Math.abs(farthestDb).toFixed(0)} dB ${farthestDb > 0 ? "louder" : "fainter"} than usual`,
        ]
      : []),
  ];
  return [
    finding(
      { test: "path", ...(odd && { note: words.join(", ") }) },
      // Who is near the usual gateways looks usual: that clears nothing by itself.
      {
        weight: "soft",
        logBayes,
        authenticated: receptions.some(({ authentication }) => authentication !== "none"),
      },
    ),
  ];
}

/** Light goes 300 m in a microsecond: whoever sends from elsewhere changes which gateway hears it first, and by how much. */
export function testArrivals({ arrivals }: DeviceTrust, frame: Frame): Finding[] {
  const odd = oddestArrival(arrivals, frame.arrivals);
  if (!odd) return [];
  const { sigmas, pValue, lateNs, gatewayId, compared } = odd;
  const isOdd = Math.abs(sigmas) >= 4;
  const us = (Math.abs(lateNs) / 1000).toFixed(1);
  const side = lateNs > 0 ? "later" : "earlier";
  const note = `heard ${us} µs ${side} than usual against the other gateways: some ${(Math.abs(lateNs) * 0.3).toFixed(0)} m of way`;
  // A device that is carried somewhere does the same: bounded, and no proof alone.
  const logBayes = isOdd ? Math.min(6, Math.max(0, -Math.log(pValue * compared) - 4)) : -0.7;
  return [
    finding(
      { test: "time-difference", gatewayId, ...(isOdd && { note }) },
      { weight: "soft", logBayes, authenticated: false },
    ),
  ];
}

/** Probes that were not answered in the next frame: an attacker that holds everything back leaves them all so. */
export function testProbes({ probes }: DeviceTrust): Finding[] {
  const logBayes = logBayesOfProbes(probes);
  if (logBayes < 3) return [];
  const note = `the last ${probes.run} probes were not answered in the next frame`;
  return [
    // A downlink that is jammed, or a gateway that cannot send, leaves them unanswered, too.
    finding(
      { test: "probes", note },
      { weight: "hard", logBayes, authenticated: true, ambiguous: true },
    ),
  ];
}

/** Does it come when the device's clock says? */
export function testSchedule(state: DeviceTrust, check: ScheduleCheck | undefined): Finding[] {
  const { schedule } = state;
  if (!check || !schedule || !isStrict(schedule)) return [];
  const t = check.lateS / check.sdS;
  const pValue = Math.min(1, 2 * normalTail(Math.abs(t) * 0.8));
  const kind = { periodic: "its habit", hopping: "its secret schedule", tick: "its own clock" }[
    schedule.kind
  ];
  const note =
    Math.abs(t) < 4
      ? `on time by ${kind}`
      : `${seconds(check.lateS)} ${check.lateS > 0 ? "late" : "early"} by ${kind}`;
  // A habit is broken by whoever presses the button; a clock under the MIC is not.
  const isHabit = schedule.kind === "periodic";
  return [
    finding(
      { test: `schedule-${schedule.kind}`, ...(!isHabit && { pValue }), note },
      {
        weight: isHabit ? "soft" : "hard",
        pValue: isHabit ? undefined : pValue,
        logBayes: Math.abs(t) < 4 ? -0.7 : Math.min(isHabit ? 3 : 60, (t * t) / 4),
        authenticated: true,
        ambiguous: isHabit,
      },
    ),
  ];
}
