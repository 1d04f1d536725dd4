import { normalTail } from "../statistics/tails.ts";
import { oddestArrival } from "../path/arrival-habit.ts";
import { isSentAnew } from "../path/radio-change.ts";
import { judgePath } from "../path/path-habit.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { type ScheduleCheck, isStrict } from "../schedule/schedule-track.ts";
import { logBayesOfProbes } from "../probe/probe-track.ts";
import { seconds } from "../verdict/explain.ts";
import { type Finding, finding } from "../verdict/finding.ts";
import type { Frame } from "./frame.ts";

/** Who heard it, and how loudly: one factor. */
export function testPath(state: DeviceTrust, { receptions, uplink }: Frame): Finding[] {
  if (isSentAnew(state.pathSf, uplink)) return [];
  const path = judgePath(state.path, state.pathFrames, receptions);
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
