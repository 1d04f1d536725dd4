import { planeAt, type Point } from "./plane.ts";
import type { Fix, Hearing, LocationResolver } from "./resolver.ts";

/**
 * Log-distance path loss with log-normal shadowing. How fast a signal fades and how strong the device sends are not known:
 * both are integrated out, and that is what makes the radius honest.
 * @see Rappaport, Wireless Communications, §4.9
 */
const EXPONENTS = [2.5, 2.9, 3.3, 3.7] as const;
const SHADOWING_DB = 8;
/** EIRP at the device with both antennas, and how far it may be off: pockets, cellars, bad antennas. */
const SENT_DBM = 14;
const SENT_SD_DB = 6;
/** Closer than this the model says nothing. */
const NEAREST_M = 20;
/**
 * Before anything was heard, all orders of magnitude of the distance to the nearest gateway are alike: gateways stand where
 * devices are. Below this all places are.
 */
const PRIOR_M = 200;
const FARTHEST_M = 40_000;
const CELLS = 40;
/** Twice: over all that is possible, then over what is likely. */
const PASSES = 2;
/** Spread of what is likely, in standard deviations. */
const WIDTH = 4;

interface Heard extends Point {
  readonly signalDbm: number;
}

interface Posterior {
  readonly mean: Point;
  /** Variances, m². */
  readonly xx: number;
  readonly yy: number;
}

/**
 * Where a device probably is by how strongly gateways heard it: the mean of what is likely on a grid, with its spread. One
 * gateway gives its own place and a radius.
 */
export const gatewayStrengths: LocationResolver = {
  name: "gateway-strengths",
  version: 1,
  async resolve({ hearings, freqHz }) {
    return hearings.length === 0 ? undefined : locate(hearings, freqHz);
  },
};

function locate(hearings: readonly Hearing[], freqHz: number): Fix {
  const plane = planeAt(hearings.map(({ place }) => place));
  const heard = hearings.map((one) => ({ ...plane.toPoint(one.place), signalDbm: signalOf(one) }));
  const reach = reachOf(heard, freqHz);
  const xs = heard.map(({ x }) => x);
  const ys = heard.map(({ y }) => y);
  let from = { x: Math.min(...xs) - reach, y: Math.min(...ys) - reach };
  let to = { x: Math.max(...xs) + reach, y: Math.max(...ys) + reach };
  let found = integrate(heard, freqHz, from, to);
  for (let pass = 1; pass < PASSES; pass++) {
    const { mean, xx, yy } = found;
    const cell = { x: (to.x - from.x) / CELLS, y: (to.y - from.y) / CELLS };
    const [dx, dy] = [WIDTH * Math.sqrt(xx) + cell.x, WIDTH * Math.sqrt(yy) + cell.y];
    from = { x: mean.x - dx, y: mean.y - dy };
    to = { x: mean.x + dx, y: mean.y + dy };
    found = integrate(heard, freqHz, from, to);
  }
  const uncertaintyM = Math.sqrt(found.xx + found.yy);
  return { place: { ...plane.toPlace(found.mean), uncertaintyM }, gateways: hearings.length };
}

/** The power of the frame alone: below the noise, RSSI is that of the noise. */
function signalOf({ rssiDbm, snrDb }: Hearing): number {
  return snrDb === undefined ? rssiDbm : rssiDbm - 10 * Math.log10(1 + 10 ** (-snrDb / 10));
}

/** How far away the device could be from the gateway that heard it best. */
function reachOf(heard: readonly Heard[], freqHz: number): number {
  const best = Math.max(...heard.map(({ signalDbm }) => signalDbm));
  const generous = SENT_DBM + 2 * SENT_SD_DB + SHADOWING_DB - best - firstMetreDb(freqHz);
  return Math.min(FARTHEST_M, Math.max(500, 10 ** (generous / (10 * EXPONENTS[0]))));
}

/** Free-space loss of the first metre. */
function firstMetreDb(freqHz: number): number {
  return 20 * Math.log10(freqHz) - 147.55;
}

function integrate(heard: readonly Heard[], freqHz: number, from: Point, to: Point): Posterior {
  const logs = new Float64Array(CELLS * CELLS);
  const step = { x: (to.x - from.x) / CELLS, y: (to.y - from.y) / CELLS };
  const placeOf = (cell: number): Point => ({
    x: from.x + (Math.floor(cell / CELLS) + 0.5) * step.x,
    y: from.y + ((cell % CELLS) + 0.5) * step.y,
  });
  const [nearest] = heard.toSorted((p, q) => q.signalDbm - p.signalDbm);
  let top = -Infinity;
  for (let cell = 0; cell < logs.length; cell++) {
    const at = placeOf(cell);
    const prior = -Math.log((nearest!.x - at.x) ** 2 + (nearest!.y - at.y) ** 2 + PRIOR_M ** 2);
    logs[cell] = logLikelihood(heard, at, freqHz) + prior;
    top = Math.max(top, logs[cell]!);
  }
  let [sum, x, y, xx, yy] = [0, 0, 0, 0, 0];
  for (let cell = 0; cell < logs.length; cell++) {
    const weight = Math.exp(logs[cell]! - top);
    const at = placeOf(cell);
    sum += weight;
    x += weight * at.x;
    y += weight * at.y;
    xx += weight * at.x * at.x;
    yy += weight * at.y * at.y;
  }
  const mean = { x: x / sum, y: y / sum };
  // Within a cell, nothing is known.
  const [cellX, cellY] = [step.x ** 2 / 12, step.y ** 2 / 12];
  return {
    mean,
    xx: Math.max(0, xx / sum - mean.x ** 2) + cellX,
    yy: Math.max(0, yy / sum - mean.y ** 2) + cellY,
  };
}

/** Over all exponents alike; the sender's power, common to all gateways, is integrated in closed form. */
function logLikelihood(heard: readonly Heard[], at: Point, freqHz: number): number {
  const expected = SENT_DBM - firstMetreDb(freqHz);
  // Residuals are a + exponent · b.
  let [a, b, aa, ab, bb] = [0, 0, 0, 0, 0];
  for (const { x, y, signalDbm } of heard) {
    const distance = Math.max(NEAREST_M, Math.hypot(x - at.x, y - at.y));
    const [one, two] = [signalDbm - expected, 10 * Math.log10(distance)];
    a += one;
    b += two;
    aa += one * one;
    ab += one * two;
    bb += two * two;
  }
  const [noise, prior] = [SHADOWING_DB ** 2, SENT_SD_DB ** 2];
  let total = 0;
  for (const exponent of EXPONENTS) {
    const sum = a + exponent * b;
    const squares = aa + 2 * exponent * ab + exponent * exponent * bb;
    // Sherman and Morrison: (s²I + p²11ᵀ)⁻¹.
    const whole = squares - (prior * sum * sum) / (noise + heard.length * prior);
    total += Math.exp(-0.5 * (whole / noise));
  }
  return Math.log(Math.max(total, Number.MIN_VALUE));
}
