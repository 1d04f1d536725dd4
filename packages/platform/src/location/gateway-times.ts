import { chiSquare99 } from "./chi-square.ts";
import { type Plane, planeAt, type Point } from "./plane.ts";
import type { Arrival, Fix, Hearing, LocationResolver } from "./resolver.ts";

/** Speed of light in air, m/ns. */
const LIGHT_M_PER_NS = 0.299_702_547;
/** What reflections and heights do to a path, one standard deviation: it is not the clocks that limit. */
const PATH_SD_M = 25;
const MIN_GATEWAYS = 3;
const ITERATIONS = 60;
const CONVERGED_M = 0.01;
/** Beyond this a fix says nothing. */
const WORST_M = 20_000;
/** Residuals this many times what is claimed: somebody's clock lies. */
const WORST_CHI2_PER_DOF = 25;
/** Two solutions closer than this are one. */
const SAME_M = 1;
const START_ANGLES = 6;
/** What is known worse than this by somebody else may be known better by times. */
const ROUGH_M = 100;

interface Timed extends Point {
  /** Arrival relative to the earliest, as a distance. */
  readonly rangeM: number;
  readonly sdM: number;
}

interface Solution extends Point {
  readonly cost: number;
  /** Trace of the position's covariance, m². */
  readonly variance: number;
}

/**
 * Time differences of arrival: the hyperbolas' best meeting point by weighted least squares in (x, y, time of sending), with the
 * covariance of the fit. Three gateways may leave two points, which then share the blame.
 * @see Torrieri, Statistical Theory of Passive Location Systems, IEEE T-AES 20 (2), 1984
 */
export const gatewayTimes: LocationResolver = {
  name: "gateway-times",
  version: 1,
  async resolve({ hearings }) {
    const chosen = mostOfOneKind(hearings);
    return chosen.length < MIN_GATEWAYS ? undefined : locate(chosen);
  },
  isExpected({ hearings }, { place, source, gateways }) {
    const chosen = mostOfOneKind(hearings);
    if (chosen.length < MIN_GATEWAYS) return true;
    if (source === gatewayTimes.name ? chosen.length > gateways : place.uncertaintyM > ROUGH_M) {
      return false;
    }
    const plane = planeAt([place]);
    return (
      misfitAt(timedOn(plane, chosen), plane.toPoint(place), place.uncertaintyM) <=
      chiSquare99(chosen.length - 1)
    );
  },
};

/** χ² of times that a device at a place, known so well, should leave; when it sent is free. */
function misfitAt(timed: readonly Timed[], at: Point, uncertaintyM: number): number {
  const delays = timed.map(({ x, y, rangeM, sdM }) => ({
    late: rangeM - Math.hypot(x - at.x, y - at.y),
    weight: 1 / (sdM ** 2 + uncertaintyM ** 2),
  }));
  const weights = delays.reduce((sum, { weight }) => sum + weight, 0);
  const mean = delays.reduce((sum, { late, weight }) => sum + weight * late, 0) / weights;
  return delays.reduce((sum, { late, weight }) => sum + weight * (late - mean) ** 2, 0);
}

type TimedHearing = Hearing & { readonly arrival: Arrival };

/** Gateways of which there are most with one kind of clock, each place once: two antennas on one roof tell nothing apart. */
function mostOfOneKind(hearings: readonly Hearing[]): readonly TimedHearing[] {
  const [sdr, fine] = [ofKind(hearings, "sdr"), ofKind(hearings, "fine")];
  return sdr.length >= fine.length ? sdr : fine;
}

function ofKind(hearings: readonly Hearing[], kind: Arrival["kind"]): readonly TimedHearing[] {
  const places = new Map<string, TimedHearing>();
  for (const one of hearings) {
    if (one.arrival?.kind !== kind) continue;
    const key = `${one.place.latitudeDeg.toFixed(4)}/${one.place.longitudeDeg.toFixed(4)}`;
    const known = places.get(key);
    if (!known || known.arrival.sdNs > one.arrival.sdNs) places.set(key, one as TimedHearing);
  }
  return [...places.values()];
}

function locate(hearings: readonly TimedHearing[]): Fix | undefined {
  const plane = planeAt(hearings.map(({ place }) => place));
  const timed = timedOn(plane, hearings);
  const solutions = solve(timed);
  const [best] = solutions;
  if (!best) return undefined;
  const dof = timed.length - 3;
  const stretch = dof > 0 ? best.cost / dof : 1;
  if (stretch > WORST_CHI2_PER_DOF) return undefined;
  // As likely as the best one: in truth it may be there.
  const rivals = solutions.filter(({ cost }) => cost - best.cost < 2 * Math.log(20));
  const weights = rivals.map(({ cost }) => Math.exp((best.cost - cost) / 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const average = (value: (one: Solution) => number): number =>
    rivals.reduce((total, one, i) => total + weights[i]! * value(one), 0) / sum;
  const mean = { x: average(({ x }) => x), y: average(({ y }) => y) };
  const apart = average(({ x, y }) => (x - mean.x) ** 2 + (y - mean.y) ** 2);
  const within = average(({ variance }) => variance);
  const uncertaintyM = Math.sqrt(within * Math.max(1, stretch) + apart);
  if (!(uncertaintyM < WORST_M)) return undefined;
  return { place: { ...plane.toPlace(mean), uncertaintyM }, gateways: timed.length };
}

function timedOn(plane: Plane, hearings: readonly TimedHearing[]): readonly Timed[] {
  const first = hearings.reduce((a, b) => (a.arrival.atNs < b.arrival.atNs ? a : b)).arrival.atNs;
  return hearings.map(({ place, arrival }) => {
    const rangeM = Number(arrival.atNs - first) * LIGHT_M_PER_NS;
    const sdM = Math.hypot(arrival.sdNs * LIGHT_M_PER_NS, PATH_SD_M);
    return { ...plane.toPoint(place), rangeM, sdM };
  });
}

/** Every distinct minimum that a few starts lead to, the best first. */
function solve(timed: readonly Timed[]): readonly Solution[] {
  const extent = Math.max(...timed.map(({ x, y }) => Math.hypot(x, y)), 100);
  const starts: Point[] = [{ x: 0, y: 0 }];
  for (const radius of [0.7 * extent, 2.5 * extent]) {
    for (let i = 0; i < START_ANGLES; i++) {
      const angle = (2 * Math.PI * i) / START_ANGLES;
      starts.push({ x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
    }
  }
  const found: Solution[] = [];
  for (const start of starts) {
    const one = descend(timed, start);
    if (!one) continue;
    const same = found.some(({ x, y }) => Math.hypot(x - one.x, y - one.y) < SAME_M);
    if (!same) found.push(one);
  }
  return found.sort((a, b) => a.cost - b.cost);
}

/** Levenberg–Marquardt from one start. */
function descend(timed: readonly Timed[], start: Point): Solution | undefined {
  let at = { ...start, t: meanClock(timed, start) };
  let cost = costOf(timed, at);
  let damping = 1e-3;
  for (let i = 0; i < ITERATIONS; i++) {
    const { normal, gradient } = linearise(timed, at);
    const damped = normal.map((row, r) => row.map((v, c) => (r === c ? v * (1 + damping) : v)));
    const inverse = invert3(damped);
    if (!inverse) return undefined;
    const [dx, dy, dt] = inverse.map((row) => row.reduce((s, v, c) => s + v * gradient[c]!, 0));
    const next = { x: at.x + dx!, y: at.y + dy!, t: at.t + dt! };
    const nextCost = costOf(timed, next);
    if (nextCost > cost) {
      damping *= 10;
      if (damping > 1e9) break;
      continue;
    }
    const moved = Math.hypot(dx!, dy!);
    [at, cost, damping] = [next, nextCost, damping / 5];
    if (moved < CONVERGED_M) break;
  }
  const covariance = invert3(linearise(timed, at).normal);
  if (!covariance) return undefined;
  const variance = covariance[0]![0]! + covariance[1]![1]!;
  return variance > 0 && Number.isFinite(variance)
    ? { x: at.x, y: at.y, cost, variance }
    : undefined;
}

interface State extends Point {
  /** Time of sending, as a distance. */
  readonly t: number;
}

function residual({ x, y, rangeM }: Timed, at: State): number {
  return rangeM - at.t - Math.hypot(x - at.x, y - at.y);
}

function costOf(timed: readonly Timed[], at: State): number {
  return timed.reduce((sum, one) => sum + (residual(one, at) / one.sdM) ** 2, 0);
}

function meanClock(timed: readonly Timed[], at: Point): number {
  const clocks = timed.map(({ x, y, rangeM }) => rangeM - Math.hypot(x - at.x, y - at.y));
  return clocks.reduce((sum, clock) => sum + clock, 0) / clocks.length;
}

/** Normal matrix and gradient of the weighted residuals in (x, y, t). */
function linearise(
  timed: readonly Timed[],
  at: State,
): { readonly normal: readonly (readonly number[])[]; readonly gradient: readonly number[] } {
  const normal = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  const gradient = [0, 0, 0];
  for (const one of timed) {
    const distance = Math.max(1e-6, Math.hypot(at.x - one.x, at.y - one.y));
    const row = [(at.x - one.x) / distance, (at.y - one.y) / distance, 1];
    const weight = 1 / one.sdM ** 2;
    const error = residual(one, at);
    for (let r = 0; r < 3; r++) {
      gradient[r]! += weight * row[r]! * error;
      for (let c = 0; c < 3; c++) normal[r]![c]! += weight * row[r]! * row[c]!;
    }
  }
  return { normal, gradient };
}

/** Undefined where it has none worth the name. */
function invert3(m: readonly (readonly number[])[]): readonly (readonly number[])[] | undefined {
  const [[a, b, c], [d, e, f], [g, h, i]] = m as [number[], number[], number[]] as never as [
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ];
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const determinant = a * A + b * B + c * C;
  const scale = Math.abs(a * e * i);
  if (!(Math.abs(determinant) > 1e-12 * scale)) return undefined;
  return [
    [A, c * h - b * i, b * f - c * e],
    [B, a * i - c * g, c * d - a * f],
    [C, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / determinant));
}
