import type { GatewayId } from "@lorats/base";
import { channelOf, type Gauge, linkKey } from "./gauge.ts";
import type { Reading } from "./reading.ts";
import type { Movement } from "./receiver.ts";
import { residualOf } from "./residual.ts";

/** Gateways that differ by more σ than this contradict each other. */
const CONTRADICTION = 6;
/** What gateways may differ by for reasons of their own (Doppler, multipath), ppm. */
const MUTUAL_PPM = 0.02;

/** How a gateway's oscillator moved since its gauge was set; subtracted movements make a reading comparable. */
export type ReceiverOffset = (reading: Reading) => Movement;

/** One frame's frequency on the track's gauge, from all the gateways that can be compared. */
export interface FrameBias {
  readonly ppm: number;
  /** Variance of the estimate, links and channel included. */
  readonly noisePpm2: number;
  readonly used: readonly Reading[];
  /** Gateways whose readings contradict those of the others. */
  readonly contradicted: readonly GatewayId[];
  /** What the bias is if the only receiver drifts, and how likely that is. */
  readonly ifDrifting?: IfDrifting | undefined;
}

interface IfDrifting {
  readonly probability: number;
  readonly ppm: number;
  readonly noisePpm2: number;
}

interface Placed {
  readonly reading: Reading;
  readonly ppm: number;
  readonly ppm2: number;
}

/** The readings on the track's gauge, as far as the track knows their gateways. */
export function frameBias(
  gauge: Gauge,
  readings: readonly Reading[],
  receiver: ReceiverOffset,
): FrameBias | undefined {
  const placed: Placed[] = [];
  for (const reading of readings) {
    const link = residualOf(gauge.links, linkKey(reading));
    if (!link) continue;
    const moved = receiver(reading);
    placed.push({
      reading,
      ppm: reading.ppm - moved.meanPpm - link.meanPpm,
      ppm2: reading.sdPpm ** 2 + link.variancePpm2 + moved.ppm2,
    });
  }
  if (placed.length === 0) return undefined;
  const { kept, contradicted } = withoutLiars(placed);
  const channel = channelOf(gauge, kept[0]!.reading);
  const { ppm, ppm2 } = centreOf(kept);
  const bias = {
    ppm: ppm - channel.meanPpm,
    noisePpm2: ppm2 + channel.ppm2,
    used: kept.map(({ reading }) => reading),
    contradicted,
  };
  return kept.length === 1 ? { ...bias, ifDrifting: ifDrifting(bias, receiver) } : bias;
}

function ifDrifting(
  { ppm, noisePpm2, used }: FrameBias,
  receiver: ReceiverOffset,
): FrameBias["ifDrifting"] {
  const { meanPpm, ppm2, drift } = receiver(used[0]!);
  if (drift.probability === 0) return undefined;
  return {
    probability: drift.probability,
    ppm: ppm + meanPpm - drift.meanPpm,
    noisePpm2: noisePpm2 - ppm2 + drift.ppm2,
  };
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
