/** A straight line through points, by least squares. */
export interface LinearFit {
  readonly slope: number;
  readonly intercept: number;
  /** One standard deviation of the slope, as the residuals tell. */
  readonly slopeSd: number;
  /** Of the points around the line. */
  readonly residualSd: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Undefined for fewer than three points, and where all stand above one another. */
export function linearFit(points: readonly Point[]): LinearFit | undefined {
  const n = points.length;
  if (n < 3) return undefined;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / n;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (const { x, y } of points) {
    sxx += (x - meanX) ** 2;
    sxy += (x - meanX) * (y - meanY);
  }
  if (sxx === 0) return undefined;
  const slope = sxy / sxx;
  const intercept = meanY - slope * meanX;
  const squares = points.reduce((sum, { x, y }) => sum + (y - intercept - slope * x) ** 2, 0);
  const residualSd = Math.sqrt(squares / (n - 2));
  return { slope, intercept, slopeSd: residualSd / Math.sqrt(sxx), residualSd };
}
