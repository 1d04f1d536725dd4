import { chiSquare99 } from "./chi-square.ts";
import { type Heard, heardOn, PathLoss, reachOf } from "./path-loss.ts";
import { planeAt, type Point } from "./plane.ts";
import type { Fix, Hearing, Known, LocationEvidence, LocationResolver } from "./resolver.ts";

/**
 * Before anything was heard, all orders of magnitude of the distance to the nearest gateway are alike: gateways stand where
 * devices are. Below this all places are.
 */
const PRIOR_M = 200;
const CELLS = 40;
/** Twice: over all that is possible, then over what is likely. */
const PASSES = 2;
/** Spread of what is likely, in standard deviations. */
const WIDTH = 4;
/** What is known worse than this by somebody else may be known better by strengths. */
const ROUGH_M = 1000;

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
  isExpected,
};

/** Does the model expect these strengths of a device that is where it was, so that only half of a millisecond would come of asking? */
function isExpected({ hearings, freqHz }: LocationEvidence, { place, source, gateways }: Known) {
  if (hearings.length === 0) return true;
  if (source === gatewayStrengths.name) {
    if (hearings.length > gateways) return false;
  } else if (place.uncertaintyM > ROUGH_M) return false;
  const plane = planeAt([place]);
  const { x, y } = plane.toPoint(place);
  const misfit = new PathLoss(heardOn(plane, hearings), freqHz).misfit(x, y);
  return misfit <= chiSquare99(hearings.length);
}

function locate(hearings: readonly Hearing[], freqHz: number): Fix {
  const plane = planeAt(hearings.map(({ place }) => place));
  const heard = heardOn(plane, hearings);
  const model = new PathLoss(heard, freqHz);
  const nearest = heard.reduce((best, one) => (one.signalDbm > best.signalDbm ? one : best));
  const reach = reachOf(heard, freqHz);
  const xs = heard.map(({ x }) => x);
  const ys = heard.map(({ y }) => y);
  let from = { x: Math.min(...xs) - reach, y: Math.min(...ys) - reach };
  let to = { x: Math.max(...xs) + reach, y: Math.max(...ys) + reach };
  let found = integrate(model, nearest, from, to);
  for (let pass = 1; pass < PASSES; pass++) {
    const { mean, xx, yy } = found;
    const cell = { x: (to.x - from.x) / CELLS, y: (to.y - from.y) / CELLS };
    const [dx, dy] = [WIDTH * Math.sqrt(xx) + cell.x, WIDTH * Math.sqrt(yy) + cell.y];
    from = { x: mean.x - dx, y: mean.y - dy };
    to = { x: mean.x + dx, y: mean.y + dy };
    found = integrate(model, nearest, from, to);
  }
  const uncertaintyM = Math.sqrt(found.xx + found.yy);
  return { place: { ...plane.toPlace(found.mean), uncertaintyM }, gateways: hearings.length };
}

/** Mean and variances over the cells between two corners. */
function integrate(model: PathLoss, nearest: Heard, from: Point, to: Point): Posterior {
  const step = { x: (to.x - from.x) / CELLS, y: (to.y - from.y) / CELLS };
  const logs = new Float64Array(CELLS * CELLS);
  let top = -Infinity;
  for (let cell = 0; cell < logs.length; cell++) {
    const x = from.x + (Math.floor(cell / CELLS) + 0.5) * step.x;
    const y = from.y + ((cell % CELLS) + 0.5) * step.y;
    const prior = -Math.log((nearest.x - x) ** 2 + (nearest.y - y) ** 2 + PRIOR_M ** 2);
    const log = model.logLikelihood(x, y) + prior;
    logs[cell] = log;
    if (log > top) top = log;
  }
  let [sum, sumX, sumY, xx, yy] = [0, 0, 0, 0, 0];
  for (let cell = 0; cell < logs.length; cell++) {
    const weight = Math.exp(logs[cell]! - top);
    const x = from.x + (Math.floor(cell / CELLS) + 0.5) * step.x;
    const y = from.y + ((cell % CELLS) + 0.5) * step.y;
    sum += weight;
    sumX += weight * x;
    sumY += weight * y;
    xx += weight * x * x;
    yy += weight * y * y;
  }
  const mean = { x: sumX / sum, y: sumY / sum };
  // Within a cell, nothing is known.
  const [cellX, cellY] = [step.x ** 2 / 12, step.y ** 2 / 12];
  return {
    mean,
    xx: Math.max(0, xx / sum - mean.x ** 2) + cellX,
    yy: Math.max(0, yy / sum - mean.y ** 2) + cellY,
  };
}
