import { formatInstant, type GatewayId } from "@lorats/base";
import type { Reception, Timing } from "@lorats/events";
import { type TimeCandidate, type TimeContext, timeCandidates } from "./time-candidate.ts";

/** Beyond this many standard deviations of their difference, two times contradict each other. */
const CONTRADICTION_SIGMA = 6;
/** Time of flight where positions are not known: anything up to 3 km, 10 µs / √12. */
const FLIGHT_SD_NS = 3_000;

/**
 * The best that the receptions say of when a frame was sent.
 *
 * A time that contradicts what the server's own clock can still believe (it lies further from every arrival than the
 * backhaul explains) is set aside, so a gateway with a broken clock cannot date a frame. Of the others, each gateway
 * brings its surest; those that agree with the surest of all are averaged by their variances, and gateways that
 * contradict it are named. When three or more are equally sure, the majority is right, not the first.
 *
 * @param receptions one or more, of the same frame
 * @param airtimeNs time on air
 */
export function frameTiming(
  receptions: readonly Reception[],
  airtimeNs: number,
  context: TimeContext = {},
): Timing {
  return timingOf(candidatesOf(receptions, airtimeNs, context), receptions.length, context);
}

/** All opinions of all receptions, the surest first. */
export function candidatesOf(
  receptions: readonly Reception[],
  airtimeNs: number,
  context: TimeContext,
): readonly TimeCandidate[] {
  return receptions
    .flatMap((reception) => timeCandidates(reception, airtimeNs, context))
    .toSorted((a, b) => a.sdNs - b.sdNs);
}

/** @param candidates the surest first */
export function timingOf(
  candidates: readonly TimeCandidate[],
  copies: number,
  context: TimeContext,
): Timing {
  const arrivals = candidates.filter((candidate) => candidate.source === "backhaul");
  const believed = candidates.filter((candidate) =>
    arrivals.some((arrival) => agree(candidate, arrival)),
  );
  const leader = leaderOf(believed);
  const outliers = new Set<GatewayId>();
  for (const candidate of candidates) {
    // A copy may arrive as late as it likes; it cannot arrive before it was sent.
    const isLate = candidate.source === "backhaul" && candidate.onset > leader.onset;
    if (!isLate && !agree(candidate, leader)) outliers.add(candidate.gatewayId);
  }
  const { offsetNs, sdNs } = average(believed, leader, outliers, context);
  return {
    time: formatInstant(leader.onset + BigInt(Math.round(offsetNs))),
    sdNs: Math.max(sdNs, heldBackNs(leader, candidates, copies)),
    source: leader.source,
    ...(outliers.size > 0 && { outliers: [...outliers] }),
  };
}

/** The surest candidate; among those about as sure, the one that most gateways agree with. */
function leaderOf(candidates: readonly TimeCandidate[]): TimeCandidate {
  const [surest] = candidates as readonly [TimeCandidate, ...TimeCandidate[]];
  const rivals = candidates.filter(({ sdNs }) => sdNs <= 3 * surest.sdNs);
  // Nearly always nobody contradicts anybody, and nobody can have more votes.
  if (rivals.every((rival) => agree(rival, surest))) return surest;
  let leader = surest;
  let most = 0;
  for (const rival of rivals) {
    const votes = new Set(rivals.filter((one) => agree(one, rival)).map((one) => one.gatewayId))
      .size;
    if (votes > most) [leader, most] = [rival, votes];
  }
  return leader;
}

/** Each gateway's surest time that agrees with the leader, weighted: how far from the leader, and how sure. */
function average(
  candidates: readonly TimeCandidate[],
  leader: TimeCandidate,
  outliers: ReadonlySet<GatewayId>,
  { flights }: TimeContext,
): { readonly offsetNs: number; readonly sdNs: number } {
  const taken = new Set<GatewayId>();
  let weights = 0;
  let sum = 0;
  for (const { gatewayId, onset, sdNs } of [leader, ...candidates]) {
    const isOut = outliers.has(gatewayId) && gatewayId !== leader.gatewayId;
    if (taken.has(gatewayId) || isOut) continue;
    taken.add(gatewayId);
    const weight = 1 / (sdNs * sdNs);
    weights += weight;
    sum += weight * Number(onset - leader.onset);
  }
  // Arrivals share the server's clock, and backhauls are late, never early: averaging makes them no surer.
  if (leader.source === "backhaul" || weights === 0) return { offsetNs: 0, sdNs: leader.sdNs };
  const flight = flights?.get(leader.gatewayId)?.sdNs ?? FLIGHT_SD_NS;
  const sdNs = Math.hypot(1 / Math.sqrt(weights), flight);
  return { offsetNs: sum / weights, sdNs: Math.round(sdNs) };
}

/**
 * A lone gateway whose own time lies before the arrival either has a wrong clock or had a late backhaul. Nobody can
 * tell which, so the uncertainty reaches back to it.
 */
function heldBackNs(best: TimeCandidate, all: readonly TimeCandidate[], gateways: number): number {
  if (gateways > 1 || best.source !== "backhaul") return 0;
  return Math.max(0, ...all.map((candidate) => Number(best.onset - candidate.onset)));
}

function agree(a: TimeCandidate, b: TimeCandidate): boolean {
  const gapNs = Number(a.onset - b.onset);
  const variance = a.sdNs * a.sdNs + b.sdNs * b.sdNs + FLIGHT_SD_NS * FLIGHT_SD_NS;
  return gapNs * gapNs <= CONTRADICTION_SIGMA * CONTRADICTION_SIGMA * variance;
}
