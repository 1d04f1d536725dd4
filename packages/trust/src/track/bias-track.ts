import type { GatewayId } from "@lorats/base";
import type { BodyTemperature } from "./body-temperature.ts";
import {
  type Comparison,
  type Question,
  compare,
  learn,
  newBank,
  predict,
  releaseLevel,
} from "./filter-bank.ts";
import type { Reading } from "./reading.ts";
import { type Residual, refined, residualOf, withResidual } from "./residual.ts";
import { type SlowChecks, afterFrame, newSlowChecks } from "./slow-checks.ts";

/** A gateway's instrument as one device sees it: `<instrument>:<gatewayId>`. */
export type LinkKey = `${Reading["instrument"]}:${GatewayId}`;

/**
 * Where a device's oscillator is, in ppm.
 *
 * Only transmitter minus receiver is ever observed, so the place is on a gauge: that of the first gateway that heard
 * the device, whose own movement since then the gateway's state says. Other gateways are tied to it by an offset
 * each. Channels and bandwidths have residuals of their own.
 */
export interface BiasTrack {
  readonly bank: Float32Array;
  readonly frames: number;
  readonly lastS: number;
  readonly checks: SlowChecks;
  /** By `freqHz/bwHz`. */
  readonly channels: readonly Residual<string>[];
  readonly links: readonly Residual<LinkKey>[];
  readonly temperature?: BodyTemperature | undefined;
  /** It learns from gateways that prove who they are; others are heard only until the first of those. */
  readonly authenticated: boolean;
  /** A place beside the track where the newest frames were, all of them. */
  readonly step?: Step | undefined;
}

export function gatewayOfLink(key: LinkKey): GatewayId {
  return key.slice(key.indexOf(":") + 1) as GatewayId;
}

/** Where refused frames were, and where the track was when the first of them came. */
export interface Step {
  readonly ppm: number;
  readonly fromPpm: number;
  readonly sdPpm: number;
  readonly frames: number;
}

const MAX_CHANNELS = 8;
const MAX_LINKS = 4;
/** SX127x synthesisers miss a channel by 0.07 ppm at most; other bandwidths moved by as much (paper's figure 19). */
const CHANNEL_SD_PPM = 0.05;
const CHANNEL_WALK_PPM2 = 4e-8;
/** Two receivers drift apart by this in an hour beyond what their states say. */
const LINK_WALK_PPM_PER_ROOT_H = 0.01;
/** Gateways that differ by more σ than this contradict each other. */
const CONTRADICTION = 6;
/** What gateways may differ by for reasons of their own (Doppler, multipath), ppm. */
const MUTUAL_PPM = 0.02;

/** How a gateway's oscillator moved since its gauge was set, ppm; subtracted movements make a reading comparable. */
export type ReceiverOffset = (reading: Reading) => number;

/** One frame's frequency on the track's gauge, from all the gateways that can be compared. */
export interface FrameBias {
  readonly ppm: number;
  /** Variance of the estimate, links and channel included. */
  readonly noisePpm2: number;
  readonly used: readonly Reading[];
  /** Gateways whose readings contradict those of the others. */
  readonly contradicted: readonly GatewayId[];
}

function channelKey({ freqHz, bwHz }: Reading): string {
  return `${freqHz}/${bwHz}`;
}

function linkKey({ instrument, gatewayId }: Reading): LinkKey {
  return `${instrument}:${gatewayId}`;
}

interface Placed {
  readonly reading: Reading;
  readonly ppm: number;
  readonly ppm2: number;
}

/** The readings on the track's gauge, as far as the track knows their gateways. */
export function frameBias(
  track: BiasTrack,
  readings: readonly Reading[],
  receiver: ReceiverOffset,
): FrameBias | undefined {
  const placed: Placed[] = [];
  for (const reading of readings) {
    const link = residualOf(track.links, linkKey(reading));
    if (!link) continue;
    placed.push({
      reading,
      ppm: reading.ppm - receiver(reading) - link.meanPpm,
      ppm2: reading.sdPpm ** 2 + link.variancePpm2,
    });
  }
  if (placed.length === 0) return undefined;
  const { kept, contradicted } = withoutLiars(placed);
  const channel = residualOf(track.channels, channelKey(kept[0]!.reading));
  const { ppm, ppm2 } = centreOf(kept);
  const spread = channel?.variancePpm2 ?? CHANNEL_SD_PPM ** 2;
  return {
    ppm: ppm - (channel?.meanPpm ?? 0),
    noisePpm2: ppm2 + (isOnlyChannel(track, channelKey(kept[0]!.reading)) ? 0 : spread),
    used: kept.map(({ reading }) => reading),
    contradicted,
  };
}

/** With one channel its residual and the level are one. */
function isOnlyChannel({ channels }: BiasTrack, key: string): boolean {
  return channels.length === 0 || (channels.length === 1 && channels[0]!.key === key);
}

/** Two are averaged by their variances; of three or more the middle one is right, whoever of them is dragged away. */
function centreOf(kept: readonly Placed[]): { readonly ppm: number; readonly ppm2: number } {
  if (kept.length > 2) {
    const upper = kept[kept.length >> 1]!;
    const lower = kept[(kept.length - 1) >> 1]!;
    return { ppm: (upper.ppm + lower.ppm) / 2, ppm2: Math.max(upper.ppm2, lower.ppm2) };
  }
  let weights = 0;
  let sum = 0;
  for (const { ppm, ppm2 } of kept) {
    weights += 1 / ppm2;
    sum += ppm / ppm2;
  }
  return { ppm: sum / weights, ppm2: 1 / weights };
}

/** Sets readings aside that lie far from the median; of two that contradict each other nobody knows which is right. */
function withoutLiars(placed: readonly Placed[]): {
  kept: readonly Placed[];
  contradicted: readonly GatewayId[];
} {
  if (placed.length === 1) return { kept: placed, contradicted: [] };
  const sorted = placed.toSorted((a, b) => a.ppm - b.ppm);
  const median = sorted[(sorted.length - 1) >> 1]!;
  const agrees = ({ ppm, ppm2 }: Placed): boolean =>
    Math.abs(ppm - median.ppm) <=
    CONTRADICTION * Math.hypot(Math.sqrt(ppm2 + median.ppm2), MUTUAL_PPM);
  const kept = sorted.filter(agrees);
  const others = sorted.filter((one) => !agrees(one));
  if (others.length === 0) return { kept, contradicted: [] };
  const isTie = kept.length <= others.length;
  const named = isTie ? sorted : others;
  return { kept, contradicted: named.map(({ reading }) => reading.gatewayId) };
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

export function compareFrame(track: BiasTrack, question: Question, bias: FrameBias): Comparison {
  return compare(track.bank, question, bias.ppm);
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
  const ppm = first.ppm - receiver(first);
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

function learnChannel(
  track: BiasTrack,
  { used }: FrameBias,
  errorPpm: number,
  totalPpm2: number,
): BiasTrack["channels"] {
  const { channels, frames } = track;
  const key = channelKey(used[0]!);
  const known = residualOf(channels, key) ?? {
    key,
    meanPpm: 0,
    variancePpm2: Math.fround(CHANNEL_SD_PPM ** 2),
    frames: 0,
  };
  // The first frames place the level; a wild one teaches nothing about a channel.
  const limit = 3 * Math.sqrt(totalPpm2);
  const error = frames < 2 ? 0 : Math.max(-limit, Math.min(limit, errorPpm));
  const others = Math.max(totalPpm2 - known.variancePpm2, totalPpm2 / 4);
  const changed =
    frames < 2 || isOnlyChannel(track, key)
      ? { ...known, frames: Math.min(known.frames + 1, 65_535) }
      : refined(known, error, others, CHANNEL_WALK_PPM2);
  return withResidual(channels, changed, MAX_CHANNELS);
}

/**
 * Ties gateways to the gauge: new ones by this frame, known ones by what they show beyond the others. With two, the
 * gauge stays and the other is tied to it; with more, each is tied to the middle one, the gauge like any other.
 */
function learnLinks(track: BiasTrack, lesson: Lesson, elapsedS: number): BiasTrack["links"] {
  const { readings, receiver, bias } = lesson;
  const gauge = track.links[0]?.key;
  const channel = residualOf(track.channels, channelKey(bias.used[0]!))?.meanPpm ?? 0;
  const framePpm = bias.ppm + channel;
  const ownPpm2 = Math.max(bias.noisePpm2 - CHANNEL_SD_PPM ** 2, 1e-8);
  const walk = (LINK_WALK_PPM_PER_ROOT_H ** 2 * elapsedS) / 3600;
  let { links } = track;
  for (const reading of readings) {
    if (bias.contradicted.includes(reading.gatewayId)) continue;
    const key = linkKey(reading);
    const known = residualOf(links, key);
    const seen = reading.ppm - receiver(reading) - framePpm;
    const noise = reading.sdPpm ** 2 + ownPpm2;
    if (!known)
      links = withLink(links, reading, { key, meanPpm: seen, variancePpm2: noise, frames: 1 });
    else {
      const isFixed = bias.used.length < 2 || (key === gauge && bias.used.length < 3);
      const changed = isFixed
        ? { ...known, frames: Math.min(known.frames + 1, 65_535) }
        : refined(known, seen - known.meanPpm, noise, walk);
      links = links.map((one) => (one.key === key ? changed : one));
    }
  }
  return links;
}

/** The gauge is never the one to go, and a gateway without proof takes nobody's place. */
function withLink(
  links: BiasTrack["links"],
  { authenticated }: Reading,
  { key, meanPpm, variancePpm2, frames }: Residual<LinkKey>,
): BiasTrack["links"] {
  const link = {
    key,
    meanPpm: Math.fround(meanPpm),
    variancePpm2: Math.fround(variancePpm2),
    frames,
  };
  if (links.length < MAX_LINKS) return [...links, link];
  return authenticated ? [...dropLeast(links, links[0]?.key), link] : links;
}

function dropLeast(links: BiasTrack["links"], gauge: LinkKey | undefined): BiasTrack["links"] {
  const least = links
    .filter(({ key }) => key !== gauge)
    .reduce((a, b) => (b.frames < a.frames ? b : a));
  return links.filter((one) => one !== least);
}

/** Frames in a row beside the track, all at one place, that make a step. */
const STEP_FRAMES = 6;

/** The track after a frame that it may not learn from. */
export function noteOutlier(
  track: BiasTrack,
  ppm: number,
  expected: { readonly meanPpm: number; readonly sdPpm: number },
): BiasTrack {
  const { step } = track;
  const near = step !== undefined && Math.abs(ppm - step.ppm) <= 5 * step.sdPpm;
  const frames = near ? step.frames + 1 : 1;
  const mean = near ? step.ppm + (ppm - step.ppm) / Math.min(frames, 20) : ppm;
  // A track that is refused its frames grows unsure; what it was sure of is kept.
  const { meanPpm: fromPpm, sdPpm } = step
    ? { meanPpm: step.fromPpm, sdPpm: step.sdPpm }
    : expected;
  return { ...track, step: { ppm: mean, fromPpm, sdPpm, frames: Math.min(frames, 255) } };
}

/**
 * Is a frame where refused ones were? A track that was refused its frames for hours would take anything; whoever was
 * turned away does not get in by waiting.
 */
export function isAtStep({ step }: BiasTrack, ppm: number): boolean {
  if (!step) return false;
  const fromStep = Math.abs(ppm - step.ppm);
  return fromStep <= 4 * step.sdPpm && fromStep < Math.abs(ppm - step.fromPpm);
}

export function isStepped({ step }: BiasTrack): boolean {
  return step !== undefined && step.frames >= STEP_FRAMES;
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
