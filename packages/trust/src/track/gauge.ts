import type { GatewayId } from "@lorats/base";
import type { FrameBias, ReceiverOffset } from "./frame-bias.ts";
import type { Reading } from "./reading.ts";
import { type Residual, refined, residualOf, withResidual } from "./residual.ts";

/** A gateway's instrument as one device sees it: `<instrument>:<gatewayId>`. */
export type LinkKey = `${Reading["instrument"]}:${GatewayId}`;

/** What a device's readings have in common with where and how they were measured. */
export interface Gauge {
  /** By `freqHz/bwHz`. */
  readonly channels: readonly Residual<string>[];
  /** The first one is what places are counted from; others are tied to it. */
  readonly links: readonly Residual<LinkKey>[];
}

export function instrumentOfLink(key: LinkKey): Reading["instrument"] {
  return key.startsWith("sdr:") ? "sdr" : "concentrator";
}

export function gatewayOfLink(key: LinkKey): GatewayId {
  return key.slice(key.indexOf(":") + 1) as GatewayId;
}

const MAX_CHANNELS = 8;
const MAX_LINKS = 4;
/** SX127x synthesisers miss a channel by 0.07 ppm at most; other bandwidths moved by as much (paper's figure 19). */
const CHANNEL_SD_PPM = 0.05;
const CHANNEL_WALK_PPM2 = 4e-8;
/** Two receivers drift apart by this in an hour beyond what their states say. */
const LINK_WALK_PPM_PER_ROOT_H = 0.01;
function channelKey({ freqHz, bwHz }: Reading): string {
  return `${freqHz}/${bwHz}`;
}

export function linkKey({ instrument, gatewayId }: Reading): LinkKey {
  return `${instrument}:${gatewayId}`;
}

/** With one channel its residual and the level are one. */
function isOnlyChannel({ channels }: Gauge, key: string): boolean {
  return channels.length === 0 || (channels.length === 1 && channels[0]!.key === key);
}

/** A channel's residual, and the variance that it adds to a frame. */
export function channelOf(
  gauge: Gauge,
  reading: Reading,
): { readonly meanPpm: number; readonly ppm2: number } {
  const key = channelKey(reading);
  const known = residualOf(gauge.channels, key);
  const spread = known?.variancePpm2 ?? CHANNEL_SD_PPM ** 2;
  return { meanPpm: known?.meanPpm ?? 0, ppm2: isOnlyChannel(gauge, key) ? 0 : spread };
}

/** @param frames that the track has learnt from */
export function learnChannel(
  gauge: Gauge & { readonly frames: number },
  { used }: FrameBias,
  errorPpm: number,
  totalPpm2: number,
): Gauge["channels"] {
  const { channels, frames } = gauge;
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
    frames < 2 || isOnlyChannel(gauge, key)
      ? { ...known, frames: Math.min(known.frames + 1, 65_535) }
      : refined(known, error, others, CHANNEL_WALK_PPM2);
  return withResidual(channels, changed, MAX_CHANNELS);
}

export interface LinkLesson {
  readonly readings: readonly Reading[];
  readonly receiver: ReceiverOffset;
  readonly bias: FrameBias;
}

/**
 * Ties gateways to the gauge: new ones by this frame, known ones by what they show beyond the others. With two, the
 * gauge stays and the other is tied to it; with more, each is tied to the middle one, the gauge like any other.
 */
export function learnLinks(gauge: Gauge, lesson: LinkLesson, elapsedS: number): Gauge["links"] {
  const { readings, receiver, bias } = lesson;
  const first = gauge.links[0]?.key;
  const channel = residualOf(gauge.channels, channelKey(bias.used[0]!))?.meanPpm ?? 0;
  const framePpm = bias.ppm + channel;
  const ownPpm2 = Math.max(bias.noisePpm2 - CHANNEL_SD_PPM ** 2, 1e-8);
  const walk = (LINK_WALK_PPM_PER_ROOT_H ** 2 * elapsedS) / 3600;
  let { links } = gauge;
  for (const reading of readings) {
    if (bias.contradicted.includes(reading.gatewayId)) continue;
    const key = linkKey(reading);
    const known = residualOf(links, key);
    const seen = reading.ppm - receiver(reading).meanPpm - framePpm;
    const noise = reading.sdPpm ** 2 + ownPpm2;
    if (!known)
      links = withLink(links, reading, { key, meanPpm: seen, variancePpm2: noise, frames: 1 });
    else {
      const isFixed = bias.used.length < 2 || (key === first && bias.used.length < 3);
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
  links: Gauge["links"],
  { authenticated }: Reading,
  { key, meanPpm, variancePpm2, frames }: Residual<LinkKey>,
): Gauge["links"] {
  const link = {
    key,
    meanPpm: Math.fround(meanPpm),
    variancePpm2: Math.fround(variancePpm2),
    frames,
  };
  if (links.length < MAX_LINKS) return [...links, link];
  return authenticated ? [...dropLeast(links, links[0]?.key), link] : links;
}

function dropLeast(links: Gauge["links"], gauge: LinkKey | undefined): Gauge["links"] {
  const least = links
    .filter(({ key }) => key !== gauge)
    .reduce((a, b) => (b.frames < a.frames ? b : a));
  return links.filter((one) => one !== least);
}
