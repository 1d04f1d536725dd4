import { uniform, type Random } from "@lorats/base";
import { EU868 } from "./region.ts";

/** A join-accept may come so late. */
const WINDOWS_S = 8;
const LONGEST_SPREAD_S = 600;
const TRIES_A_RATE = 3;

/** Pause after the n-th join-request, 0 on: it grows, so that a thousand devices after a power cut do not join at once. */
export function joinPauseS(n: number, random: Random): number {
  return WINDOWS_S + Math.min(LONGEST_SPREAD_S, 2 ** n) * uniform(random);
}

/** Data rate of the n-th join-request: some tries at each, ever slower. */
export function joinDataRate(n: number): number {
  return Math.max(0, EU868.maxAdrDataRate - Math.floor(n / TRIES_A_RATE));
}
