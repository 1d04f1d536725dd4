import type { GatewayId } from "@lorats/base";
import { type Away, afterFigure, awayFrom, type Habit, NO_HABIT } from "../track/habit.ts";
import type { TimeCandidate } from "../time/time-candidate.ts";

/** How much later than the first gateway of the list another one hears a device, ns: its flight and its own delays. */
export interface ArrivalHabit {
  readonly gatewayId: GatewayId;
  readonly source: PreciseSource;
  readonly late: Habit;
}

export type PreciseSource = "sdr" | "fine" | "gps";

/** One gateway's precise time of a frame, ns against any common origin. */
export interface Arrival {
  readonly gatewayId: GatewayId;
  readonly source: PreciseSource;
  readonly ns: number;
  readonly sdNs: number;
}

/** 1 µs is 300 m: what is less sure says nothing of places. */
const PRECISE_SD_NS = 2000;
/** Echoes and the edge of a PPS, ns. */
const FLOOR_NS = 200;
const MAX_HABITS = 4;

const PRECISE: readonly string[] = ["fine", "sdr", "gps"] satisfies PreciseSource[];

/** Of each gateway its surest precise time, where several gateways have one. */
export function preciseArrivals(candidates: readonly TimeCandidate[]): readonly Arrival[] {
  const found = new Map<GatewayId, TimeCandidate>();
  for (const one of candidates) {
    if (one.sdNs > PRECISE_SD_NS || !PRECISE.includes(one.source)) continue;
    const known = found.get(one.gatewayId);
    if (!known || one.sdNs < known.sdNs) found.set(one.gatewayId, one);
  }
  if (found.size < 2) return [];
  const [first] = found.values();
  return [...found.values()].map(({ gatewayId, source, onset, sdNs }) => ({
    gatewayId,
    source: source as PreciseSource,
    ns: Number(onset - first!.onset),
    sdNs,
  }));
}

function habitOf(
  habits: readonly ArrivalHabit[],
  { gatewayId, source }: Pick<Arrival, "gatewayId" | "source">,
): ArrivalHabit | undefined {
  return habits.find((one) => one.gatewayId === gatewayId && one.source === source);
}

/** When the frame left, as all of them but one say by their habits; undefined when no other is known. */
function commonBut(
  habits: readonly ArrivalHabit[],
  arrivals: readonly Arrival[],
  left: Arrival,
): { readonly ns: number; readonly sdNs: number } | undefined {
  let [weights, sum] = [0, 0];
  for (const one of arrivals) {
    const habit = one === left ? undefined : habitOf(habits, one);
    if (!habit) continue;
    const weight = 1 / (one.sdNs * one.sdNs + FLOOR_NS * FLOOR_NS);
    weights += weight;
    sum += weight * (one.ns - habit.late.mean);
  }
  return weights === 0 ? undefined : { ns: sum / weights, sdNs: 1 / Math.sqrt(weights) };
}

/** The gateway that hears the frame at the oddest time against the others. */
export interface OddArrival extends Away {
  readonly gatewayId: GatewayId;
  /** How much later than by habit, ns. */
  readonly lateNs: number;
  /** Gateways that were compared. */
  readonly compared: number;
}

/** Compares when gateways heard a frame with how they hear this device; undefined while no two are known for it. */
export function oddestArrival(
  habits: readonly ArrivalHabit[],
  arrivals: readonly Arrival[],
): OddArrival | undefined {
  let odd: OddArrival | undefined;
  let compared = 0;
  for (const one of arrivals) {
    const habit = habitOf(habits, one);
    const common = habit && commonBut(habits, arrivals, one);
    if (!habit || !common) continue;
    const late = habit === habits[0] ? ofFirst(habits) : habit.late;
    const floor = Math.hypot(one.sdNs, common.sdNs, FLOOR_NS);
    const away = awayFrom(late, one.ns - common.ns, floor);
    if (!away) continue;
    compared++;
    if (odd && Math.abs(away.sigmas) <= Math.abs(odd.sigmas)) continue;
    const { gatewayId } = one;
    odd = { ...away, gatewayId, lateNs: one.ns - common.ns - habit.late.mean, compared: 0 };
  }
  return odd && { ...odd, compared };
}

/** The first of the list is late by nothing, by definition; it is as well known as the least known of the others. */
function ofFirst(habits: readonly ArrivalHabit[]): Habit {
  const others = habits.slice(1);
  return {
    mean: 0,
    variance: Math.max(...others.map(({ late }) => late.variance)),
    frames: Math.min(...others.map(({ late }) => late.frames)),
  };
}

/** The habits after a frame that is taken as genuine. */
export function learnArrivals(
  habits: readonly ArrivalHabit[],
  arrivals: readonly Arrival[],
): readonly ArrivalHabit[] {
  if (arrivals.length < 2) return habits;
  let next = habits;
  if (next.length === 0) {
    const { gatewayId, source } = arrivals[0]!;
    next = [{ gatewayId, source, late: NO_HABIT }];
  }
  for (const one of arrivals) {
    const known = habitOf(next, one);
    const common = known === next[0] ? undefined : commonBut(next, arrivals, one);
    if (!common) continue;
    const floor = Math.hypot(one.sdNs, common.sdNs, FLOOR_NS);
    const late = afterFigure(known?.late ?? NO_HABIT, one.ns - common.ns, floor);
    const { gatewayId, source } = one;
    if (known) next = next.map((habit) => (habit === known ? { ...habit, late } : habit));
    else if (next.length < MAX_HABITS) next = [...next, { gatewayId, source, late }];
  }
  return next;
}
