/** A reading of one clock against another. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** What is known of its error beforehand: one standard deviation. */
  readonly sd: number;
}

/** What is known before any point is. */
export interface LinePrior {
  /** The slope is zero but for this: one standard deviation. */
  readonly slopeSd: number;
  /** So far may a point lie off for no reason but its own coarseness. */
  readonly tolerance: number;
}

/** A line through most of the points. */
export interface RobustLine {
  readonly points: number;
  /** Points that the line does not explain. */
  readonly outliers: number;
  /** Root mean square of what is left, in standard deviations of the points; at least 1. */
  readonly scale: number;
  /** Root mean square of what is left. */
  readonly scatter: number;
  /** Value and one standard deviation at `x`. */
  at(x: number): { readonly y: number; readonly sd: number };
}

/** With two unknowns, fewer points explain themselves. */
const LEAST_POINTS = 4;
/** Of so many of all points. */
const LEAST_SHARE = 2 / 3;
const STEEPEST_SDS = 4;
/** From the median of |x| to a Gaussian's standard deviation. */
const MEDIAN_TO_SD = 1.4826;
const CLIP = 3;

/**
 * The line that leaves the least median of residuals, then weighted least squares through what it explains, so that no single
 * reading, the first included, is believed for itself. Null when there are too few points, or too many that do not agree.
 *
 * @see Rousseeuw: Least Median of Squares Regression, Journal of the American Statistical Association 79 (1984)
 */
export function robustLine(points: readonly Point[], prior: LinePrior): RobustLine | null {
  if (points.length < LEAST_POINTS) return null;
  const rough = leastMedian(points, prior.slopeSd * STEEPEST_SDS);
  const spread = MEDIAN_TO_SD * rough.median * (1 + 5 / (points.length - 2));
  const reach = CLIP * Math.max(spread, prior.tolerance);
  const good = points.filter(({ x, y }) => Math.abs(y - rough.level - rough.slope * x) <= reach);
  const isEnough = good.length >= LEAST_POINTS && good.length >= LEAST_SHARE * points.length;
  return isEnough ? leastSquares(good, points.length - good.length, prior.slopeSd) : null;
}

/** Every pair of points proposes its slope, or the nearest that can be. */
function leastMedian(
  points: readonly Point[],
  steepest: number,
): { readonly slope: number; readonly level: number; readonly median: number } {
  let best = { slope: 0, level: 0, median: Number.POSITIVE_INFINITY };
  for (const [i, a] of points.entries()) {
    for (const b of points.slice(i + 1)) {
      const free = b.x === a.x ? 0 : (b.y - a.y) / (b.x - a.x);
      const slope = Math.max(-steepest, Math.min(steepest, free));
      const level = (a.y + b.y - slope * (a.x + b.x)) / 2;
      const median = medianOf(points.map(({ x, y }) => Math.abs(y - level - slope * x)));
      if (median < best.median) best = { slope, level, median };
    }
  }
  return best;
}

function leastSquares(points: readonly Point[], outliers: number, slopeSd: number): RobustLine {
  let w = 0;
  let wx = 0;
  let wy = 0;
  for (const { x, y, sd } of points) {
    const weight = 1 / (sd * sd);
    w += weight;
    wx += weight * x;
    wy += weight * y;
  }
  const centre = wx / w;
  const mean = wy / w;
  let wxx = 1 / (slopeSd * slopeSd);
  let wxy = 0;
  for (const { x, y, sd } of points) {
    wxx += (x - centre) ** 2 / (sd * sd);
    wxy += ((x - centre) * (y - mean)) / (sd * sd);
  }
  const slope = wxy / wxx;
  let chi = 0;
  let squares = 0;
  for (const { x, y, sd } of points) {
    const miss = y - mean - slope * (x - centre);
    chi += (miss / sd) ** 2;
    squares += miss * miss;
  }
  const freedom = points.length - 2;
  // Of few points the scatter itself is uncertain: as Student's distribution has it.
  const scale = Math.sqrt(Math.max(1, (chi / freedom) * (1 + 2 / freedom)));
  return {
    points: points.length,
    outliers,
    scale,
    scatter: Math.sqrt(squares / freedom),
    at: (x) => ({
      y: mean + slope * (x - centre),
      sd: scale * Math.sqrt(1 / w + (x - centre) ** 2 / wxx),
    }),
  };
}

function medianOf(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}
