import type { BodyTemperature } from "./body-temperature.ts";
import { newBank, releaseLevel } from "./bank-layout.ts";
import { type Comparison, compare, learn, predict } from "./filter-bank.ts";
import type { Question } from "./filters.ts";
import { type FrameBias, frameBias, type ReceiverOffset } from "./frame-bias.ts";
import { type Gauge, learnChannel, learnLinks, type LinkKey, linkKey } from "./gauge.ts";
import type { Reading } from "./reading.ts";
import { residualOf } from "./residual.ts";
import {
  afterFrame,
  ANCHOR_ALARM,
  creeps,
  fromAnchor,
  newSlowChecks,
  type SlowChecks,
} from "./slow-checks.ts";
import { afterOutlier, isStep, type Step } from "./step.ts";

/**
 * Where a device's oscillator is, in ppm.
 *
 * Only transmitter minus receiver is ever observed, so the place is on a gauge: that of the first gateway that heard
 * the device, whose own movement since then the gateway's state says. Other gateways are tied to it by an offset
 * each. Channels and bandwidths have residuals of their own.
 */
export interface BiasTrack extends Gauge {
  readonly bank: Float32Array;
  readonly frames: number;
  readonly lastS: number;
  readonly checks: SlowChecks;
  readonly temperature?: BodyTemperature | undefined;
  /** It learns from gateways that prove who they are; others are heard only until the first of those. */
  readonly authenticated: boolean;
  /** A place beside the track where the newest frames were, all of them. */
  readonly step?: Step | undefined;
}

/** What the bank is asked about a frame. */
export function questionOf(
  track: BiasTrack,
  bias: FrameBias,
  nowS: number,
  temperature: BodyTemperature | undefined,
): Question {
  return {
    hours: Math.max(0, nowS - track.lastS) / 3600,
    bodyC: temperature?.bodyC,
    noisePpm2: bias.noisePpm2,
  };
}

/** Frames that lie further out are asked whether a drifting receiver explains them. */
const UNLIKELY = 1e-2;

export function compareFrame(track: BiasTrack, question: Question, bias: FrameBias): Comparison {
  const comparison = compare(track.bank, question, bias.ppm);
  const { ifDrifting: other } = bias;
  if (!other || comparison.pValue > UNLIKELY) return comparison;
  const { probability, ppm, noisePpm2 } = other;
  const drifting = compare(track.bank, { ...question, noisePpm2 }, ppm);
  const mix = (calm: number, drift: number): number =>
    (1 - probability) * calm + probability * drift;
  return {
    ...comparison,
    pValue: mix(comparison.pValue, drifting.pValue),
    logDensity: Math.log(mix(Math.exp(comparison.logDensity), Math.exp(drifting.logDensity))),
  };
}

/** Where the track stands now. */
export function place(track: BiasTrack, nowS: number): { meanPpm: number; sdPpm: number } {
  const hours = Math.max(0, nowS - track.lastS) / 3600;
  return predict(track.bank, { hours, noisePpm2: 0, bodyC: track.temperature?.bodyC });
}

/** A track that begins with this frame: the surest reading's gateway is its gauge. */
export function beginTrack(
  readings: readonly Reading[],
  receiver: ReceiverOffset,
  nowS: number,
  temperature: BodyTemperature | undefined,
): BiasTrack | undefined {
  const first = readings.toSorted((a, b) => a.sdPpm - b.sdPpm)[0];
  if (!first) return undefined;
  const link = { key: linkKey(first), meanPpm: 0, variancePpm2: 0, frames: 0 };
  const ppm = first.ppm - receiver(first).meanPpm;
  const empty: BiasTrack = {
    bank: newBank(),
    frames: 0,
    lastS: nowS,
    checks: newSlowChecks(ppm, nowS),
    channels: [],
    links: [link],
    authenticated: first.authenticated,
  };
  const bias = frameBias(empty, readings, receiver)!;
  return learnFrame(empty, { readings, receiver, bias, nowS, temperature });
}

export interface Lesson {
  readonly readings: readonly Reading[];
  readonly receiver: ReceiverOffset;
  readonly bias: FrameBias;
  readonly nowS: number;
  readonly temperature: BodyTemperature | undefined;
}

/** The track after a frame that is taken as genuine. */
export function learnFrame(track: BiasTrack, lesson: Lesson): BiasTrack {
  const { bias, nowS, temperature } = lesson;
  const question = questionOf(track, bias, nowS, temperature);
  const { bank, expected } = learn(track.bank, question, bias.ppm);
  const errorPpm = bias.ppm - expected.meanPpm;
  const elapsedS = Math.max(0, nowS - track.lastS);
  const t = track.frames < 8 ? 0 : errorPpm / expected.sdPpm;
  return {
    bank,
    frames: track.frames + 1,
    lastS: Math.max(track.lastS, nowS),
    checks: afterFrame(track.checks, t, bias.ppm, elapsedS),
    channels: learnChannel(track, bias, errorPpm, expected.sdPpm ** 2),
    links: learnLinks(track, lesson, elapsedS),
    temperature: temperature ?? track.temperature,
    authenticated: track.authenticated || bias.used.some(({ authenticated }) => authenticated),
  };
}

/** The track after a frame that it may not learn from. */
export function noteOutlier(
  track: BiasTrack,
  ppm: number,
  expected: { readonly meanPpm: number; readonly sdPpm: number },
): BiasTrack {
  return { ...track, step: afterOutlier(track.step, ppm, expected) };
}

export function isStepped({ step }: BiasTrack): boolean {
  return step !== undefined && isStep(step);
}

/**
 * Is there a suspicion that holds until somebody clears it, a probe or a person? The track is not fed meanwhile, so nothing
 * that the device sends ends it.
 */
export function awaitsClearing(track: BiasTrack, nowS: number): boolean {
  if (isStepped(track) || creeps(track.checks)) return true;
  const far = fromAnchor(track.checks, place(track, nowS).meanPpm, nowS);
  return far !== undefined && Math.abs(far) >= ANCHOR_ALARM;
}

/** Begins anew at another place; what was learnt of noise, temperature, channels and gateways is kept. */
export function reEnrol(track: BiasTrack, nowS: number): BiasTrack {
  const { step: _, ...rest } = track;
  const ppm = track.step?.ppm ?? place(track, nowS).meanPpm;
  return { ...rest, bank: releaseLevel(track.bank), frames: 0, checks: newSlowChecks(ppm, nowS) };
}

/** Where a gateway would measure this device on a channel; undefined for gateways that the track does not know. */
export function expectedAt(
  track: BiasTrack,
  gateway: { readonly key: LinkKey; readonly channel: string; readonly receiverPpm: number },
  nowS: number,
): { readonly ppm: number; readonly sdPpm: number } | undefined {
  const link = residualOf(track.links, gateway.key);
  if (!link) return undefined;
  const { meanPpm, sdPpm } = place(track, nowS);
  const channel = residualOf(track.channels, gateway.channel)?.meanPpm ?? 0;
  return {
    ppm: meanPpm + link.meanPpm + channel + gateway.receiverPpm,
    sdPpm: Math.hypot(sdPpm, Math.sqrt(link.variancePpm2)),
  };
}
