/** A line under a cloud of points, and how far above it the lowest points lie. */
export interface EnvelopeLine {
  readonly slope: number;
  readonly level: number;
  /** Where `level` holds. */
  readonly x: number;
  /** Mean height of the lowest point of each bin above the line: what is left of the delays' jitter. */
  readonly scatter: number;
  readonly bins: number;
}

export interface EnvelopeOptions {
  /** Width of the bins of which only the lowest point is kept, and how many are kept. */
  readonly binWidth: number;
  readonly bins: number;
  /** Bound of |slope|. */
  readonly steepest: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Below this many bins a slope would be a guess. */
const ENOUGH_BINS = 8;

/**
 * Lower envelope of points whose errors are all positive, such as delays: of all lines that lie under every point, the one
 * that comes closest on average. It is the edge of the lower convex hull under the points' mean.
 *
 * @see Moon, Skelly, Towsley: Estimation and removal of clock skew from network delay measurements, INFOCOM 1999
 */
export class LowerEnvelope {
  readonly #options: EnvelopeOptions;
  #lowest: { bin: number; point: Point }[] = [];
  #line: EnvelopeLine | null = null;

  constructor(options: EnvelopeOptions) {
    this.#options = options;
  }

  /** `x` must not decrease by more than a bin. */
  add(x: number, y: number): void {
    const bin = Math.floor(x / this.#options.binWidth);
    const last = this.#lowest.at(-1);
    if (last && last.bin >= bin) {
      if (y >= last.point.y) return;
      this.#lowest[this.#lowest.length - 1] = { bin: last.bin, point: { x, y } };
    } else {
      this.#lowest.push({ bin, point: { x, y } });
      if (this.#lowest.length > this.#options.bins) this.#lowest.shift();
    }
    this.#line = null;
  }

  clear(): void {
    this.#lowest = [];
    this.#line = null;
  }

  /** Null before the first point. */
  line(): EnvelopeLine | null {
    if (this.#lowest.length === 0) return null;
    this.#line ??= this.#fit();
    return this.#line;
  }

  #fit(): EnvelopeLine {
    const points = this.#lowest.map(({ point }) => point);
    const count = points.length;
    const x = points.reduce((sum, point) => sum + point.x, 0) / count;
    const { steepest } = this.#options;
    const free = count < ENOUGH_BINS ? 0 : edgeSlope(lowerHull(points), x);
    const slope = Math.max(-steepest, Math.min(steepest, free));
    let level = Number.POSITIVE_INFINITY;
    let mean = 0;
    for (const point of points) {
      const height = point.y - slope * (point.x - x);
      level = Math.min(level, height);
      mean += height / count;
    }
    return { slope, level, x, scatter: mean - level, bins: count };
  }
}

function lowerHull(points: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    while (hull.length >= 2 && !turnsUp(hull.at(-2)!, hull.at(-1)!, point)) hull.pop();
    hull.push(point);
  }
  return hull;
}

function turnsUp(a: Point, b: Point, c: Point): boolean {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}

function edgeSlope(hull: readonly Point[], x: number): number {
  for (let i = 1; i < hull.length; i++) {
    const [a, b] = [hull[i - 1]!, hull[i]!];
    if (b.x >= x) return b.x > a.x ? (b.y - a.y) / (b.x - a.x) : 0;
  }
  return 0;
}
