import { formatInstant, type GatewayId } from "@lorats/base";
import type { Reception, Timing } from "@lorats/events";
import { timeCandidates, type TimeCandidate } from "./time-candidate.ts";

/** Beyond this many standard deviations of their difference, two times contradict each other. */
const CONTRADICTION_SIGMA = 6;

/**
 * The best that the receptions say of when a frame was sent.
 *
 * Candidates are taken from the surest down. One that contradicts what the server's own clock can still believe
 * (it lies further from every arrival than the backhaul explains) is set aside and its gateway named, so a gateway
 * with a broken clock cannot date a frame.
 *
 * @param receptions one or more, of the same frame
 * @param airtimeNs time on air
 */
export function frameTiming(receptions: readonly Reception[], airtimeNs: number): Timing {
  const candidates = receptions
    .flatMap((reception) => timeCandidates(reception, airtimeNs))
    .toSorted((a, b) => a.sdNs - b.sdNs);
  const arrivals = candidates.filter((candidate) => candidate.source === "backhaul");
  const best = candidates.find((candidate) =>
    arrivals.some((arrival) => agree(candidate, arrival)),
  )!;
  const outliers = new Set<GatewayId>();
  for (const candidate of candidates) {
    if (!agree(candidate, best)) outliers.add(candidate.gatewayId);
  }
  return {
    time: formatInstant(best.onset),
    sdNs: Math.max(best.sdNs, heldBackNs(best, candidates, receptions.length)),
    source: best.source,
    ...(outliers.size > 0 ? { outliers: [...outliers] } : {}),
  };
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
  const gapNs = Math.abs(Number(a.onset - b.onset));
  return gapNs <= CONTRADICTION_SIGMA * Math.hypot(a.sdNs, b.sdNs);
}
