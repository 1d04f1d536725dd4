import { uniform, type Random } from "@lorats/base";
import { defaultChannels, usableChannels, type DeviceChannel } from "./channels.ts";
import { slowestRate, type RadioPlan } from "./region.ts";

/** A join-accept may come so late. */
const WINDOWS_S = 8;
const LONGEST_SPREAD_S = 600;
const TRIES_A_RATE = 3;

/** Pause after the n-th join-request, 0 on: it grows, so that a thousand devices after a power cut do not join at once. */
export function joinPauseS(n: number, random: Random): number {
  return WINDOWS_S + Math.min(LONGEST_SPREAD_S, 2 ** n) * uniform(random);
}

/**
 * Data rate of the n-th join-request: some tries at each, ever slower. Plans of many channels take their two in turn, since
 * a gateway may hear its narrow channels only, or its wide one.
 * @see RP002-1.0.4, "Join-request" of each region
 */
export function joinDataRate({ region }: RadioPlan, n: number): number {
  const [, fastest] = region.join.dataRates;
  const slowest = slowestRate(region, region.dwell?.defaultUplink ?? false);
  if (region.plan === "fixed") return n % 2 === 0 ? slowest : fastest;
  const first = Math.min(fastest, region.maxAdrDataRate);
  return Math.max(slowest, first - Math.floor(n / TRIES_A_RATE));
}

/** The channels that a join-request may use at a data rate. */
export function joinChannels(plan: RadioPlan, dataRate: number): DeviceChannel[] {
  const born = defaultChannels(plan);
  const { channels: allowed } = plan.region.join;
  return usableChannels(born, dataRate)
    .filter((index) => !allowed || allowed.includes(index))
    .map((index) => born[index]!);
}
