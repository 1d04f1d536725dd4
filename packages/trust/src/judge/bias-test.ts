import { normalTail } from "../statistics/tails.ts";
import { significant } from "../statistics/significant.ts";
import type { GatewayId } from "@lorats/base";
import { biasNote, paperNote, rounded } from "../verdict/explain.ts";
import { logBayesOfBias } from "../verdict/attackers.ts";
import { type Finding, finding } from "../verdict/finding.ts";
import { type BiasTrack, compareFrame, isStepped, questionOf } from "../track/bias-track.ts";
import { type FrameBias, type ReceiverOffset, frameBias } from "../track/frame-bias.ts";
import { isAtStep } from "../track/step.ts";
import type { BodyTemperature } from "../track/body-temperature.ts";
import type { Comparison } from "../track/filter-bank.ts";
import { missed, quantile } from "../track/heavy-tails.ts";
import type { Reading } from "../track/reading.ts";
import { PAPER_THRESHOLD_HZ } from "../track/paper.ts";
import { ANCHOR_ALARM, CUSUM_ALARM, fromAnchor } from "../track/slow-checks.ts";
import type { Frame } from "./frame.ts";

/** What comparing a frame's frequency with the device's track brought. */
export interface BiasResult {
  readonly bias: FrameBias;
  readonly comparison: Comparison;
  readonly errorPpm: number;
  readonly findings: readonly Finding[];
  /** It lies outside: nothing may be learnt from it. */
  readonly outside: boolean;
}

export interface BiasContext {
  readonly track: BiasTrack;
  readonly receiver: ReceiverOffset;
  readonly temperature: BodyTemperature | undefined;
  readonly alpha: number;
  /** The device joined since its last frame: another crystal is as likely as a replayer. */
  readonly joined: boolean;
  readonly lastPpm: number | undefined;
  /** Its preamble was heard before, at the old place: it is no other crystal. */
  readonly original: boolean;
}

/** The test of a frame's frequency; undefined when no known gateway measured it. */
export function testBias(frame: Frame, context: BiasContext): BiasResult | undefined {
  const { track, receiver, temperature, alpha } = context;
  const proven = frame.readings.filter(({ authenticated }) => authenticated);
  const readings = proven.length > 0 && track.authenticated ? proven : frame.readings;
  const bias = frameBias(track, readings, receiver);
  if (!bias) return undefined;
  const comparison = compareFrame(track, questionOf(track, bias, frame.atS, temperature), bias);
  const errorPpm = bias.ppm - comparison.meanPpm;
  const atStep = isAtStep(track.step, bias.ppm);
  const outside = atStep || outsideOf(frame, context, bias, comparison);
  const authenticated = bias.used.every((reading) => reading.authenticated) && track.authenticated;
  const bound = quantile(comparison.tails, alpha);
  const findings = [
    mainFinding(frame, context, { bias, comparison, errorPpm, authenticated, bound }),
    ...(atStep ? [stepFinding(track, authenticated)] : []),
    ...slowFindings(frame, track, comparison.meanPpm, authenticated),
    ...contradictions(bias),
  ];
  return { bias, comparison, errorPpm, findings, outside };
}

function outsideOf(
  { policy, uplink }: Frame,
  { alpha, lastPpm }: BiasContext,
  bias: FrameBias,
  { pValue }: Comparison,
): boolean {
  if (policy.mode === "track") return pValue <= alpha;
  return (
    lastPpm !== undefined && Math.abs(bias.ppm - lastPpm) * uplink.freqHz > PAPER_THRESHOLD_HZ * 1e6
  );
}

interface Compared {
  readonly bias: FrameBias;
  readonly comparison: Comparison;
  readonly errorPpm: number;
  readonly authenticated: boolean;
  /** How far out an alarm begins, σ. */
  readonly bound: number;
}

function mainFinding(
  frame: Frame,
  context: BiasContext,
  { bias, comparison, errorPpm, authenticated, bound }: Compared,
): Finding {
  const { uplink, policy } = frame;
  const hz = uplink.freqHz / 1e6;
  const { sdPpm } = comparison;
  const surest = bias.used.reduce((a, b) => (b.sdPpm < a.sdPpm ? b : a));
  const isPaper = policy.mode === "fixed-500hz";
  const fromLastPpm =
    isPaper && context.lastPpm !== undefined ? bias.ppm - context.lastPpm : undefined;
  const outside = outsideOf(frame, context, bias, comparison);
  const pValue = isPaper ? undefined : comparison.pValue;
  const shownPpm = surest.ppm;
  const evidence = rounded({
    test: isPaper ? "bias-fixed-500hz" : "bias",
    gatewayId: surest.gatewayId,
    observedHz: shownPpm * hz,
    expectedHz: (shownPpm - (fromLastPpm ?? errorPpm)) * hz,
    ...(!isPaper && { sdHz: sdPpm * hz }),
    ...(pValue !== undefined && { pValue }),
    note:
      (fromLastPpm === undefined
        ? biasNote(errorPpm * hz, errorPpm / sdPpm)
        : paperNote(fromLastPpm * hz)) + (authenticated ? "" : " (gateway not proven)"),
  });
  const logBayes = isPaper
    ? outside
      ? 10 - Math.log(context.alpha)
      : 0
    : logBayesOfBias(errorPpm, sdPpm, comparison.logDensity);
  return finding(evidence, {
    weight: "hard",
    // What a gateway without proof says clears nothing.
    logBayes: authenticated ? logBayes : Math.max(0, logBayes),
    pValue,
    authenticated,
    ambiguous: !context.original && (context.joined || isStepped(context.track)),
    clears:
      authenticated &&
      !isAtStep(context.track.step, bias.ppm) &&
      clears(comparison, bound, policy.genuineAgainstPpm),
  });
}

/** Where refused frames were before. Alone it is no proof of a replay: the crystal may be another. */
function stepFinding(track: BiasTrack, authenticated: boolean): Finding {
  const { shiftPpm, frames } = track.step!;
  const note = `bias stays ${Math.abs(shiftPpm).toFixed(2)} ppm beside its old place, as in ${frames} frames that were refused`;
  return finding(
    { test: "bias-step", note },
    { weight: "hard", logBayes: 20, authenticated, ambiguous: true },
  );
}

/** Would this test have caught an extra bias of the policy's size nine times out of ten? */
function clears({ tails, sdPpm }: Comparison, bound: number, againstPpm: number): boolean {
  return missed(tails, bound, againstPpm / sdPpm) < 0.1;
}

function slowFindings(
  { atS }: Frame,
  track: BiasTrack,
  placePpm: number,
  authenticated: boolean,
): Finding[] {
  const found: Finding[] = [];
  const { up, down } = track.checks;
  const sum = Math.max(up, down);
  if (sum >= CUSUM_ALARM) {
    const side = up > down ? "upwards" : "downwards";
    const note = `bias creeps ${side}: small deviations sum up to ${sum.toFixed(0)} σ`;
    found.push(
      // As many frames of a calm device pass between two alarms as the sum's theory says.
      finding(
        { test: "bias-creep", note },
        { weight: "hard", logBayes: sum, authenticated, ambiguous: true },
      ),
    );
  }
  const far = fromAnchor(track.checks, placePpm, atS);
  if (far !== undefined && Math.abs(far) >= ANCHOR_ALARM) {
    const note = `bias left its place of the last weeks by ${Math.abs(far).toFixed(0)} deviations`;
    const pValue = 2 * normalTail(Math.abs(far));
    found.push(
      finding(
        { test: "bias-anchor", pValue: significant(pValue, 3), note },
        { weight: "hard", pValue, authenticated, ambiguous: true },
      ),
    );
  }
  return found;
}

function contradictions({ contradicted }: FrameBias): Finding[] {
  return contradicted.map((gatewayId: GatewayId) =>
    finding(
      { test: "bias-contradicted", gatewayId, note: "a gateway's bias contradicts the others'" },
      { weight: "note", authenticated: false },
    ),
  );
}

/** Readings that a track may be begun or fed with. */
export function teachable(
  track: BiasTrack | undefined,
  readings: readonly Reading[],
): readonly Reading[] {
  const proven = readings.filter(({ authenticated }) => authenticated);
  if (proven.length > 0) return proven;
  return track?.authenticated ? [] : readings;
}
