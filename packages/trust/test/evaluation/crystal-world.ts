import { gaussian, type SeededRandom } from "@lorats/base";

/**
 * What moves a device's frequency, in ppm, as a sum of processes whose statistics are known exactly, so that an exact
 * Kalman filter exists as the oracle. Written apart from the product; `tied-to-world.test.ts` compares it with the
 * simulated radio world.
 */
export interface CrystalClass {
  /** White, frame by frame. */
  readonly jitterPpm: number;
  /** Fast changes (wind, air conditioning): standard deviation and memory. */
  readonly fastPpm: number;
  readonly fastH: number;
  /** Weather: standard deviation and memory. */
  readonly slowPpm: number;
  readonly slowH: number;
  /** Days: standard deviation of each of the two coefficients of the daily wave. */
  readonly dailyPpm: number;
  /** Random walk, after one hour. */
  readonly walkPpm: number;
}

const DAY_H = 24;

/** Share of a process's deviation in the temperature's part, the rest is not seen by a sensor. */
export class CrystalProcess {
  readonly #kind: CrystalClass;
  readonly #random: SeededRandom;
  readonly #offsetPpm: number;
  #fast: number;
  #slow: number;
  readonly #cosine: number;
  readonly #sine: number;
  #walk = 0;
  #h = 0;

  constructor(kind: CrystalClass, random: SeededRandom) {
    this.#kind = kind;
    this.#random = random;
    this.#offsetPpm = 10 * gaussian(random);
    this.#fast = kind.fastPpm * gaussian(random);
    this.#slow = kind.slowPpm * gaussian(random);
    this.#cosine = kind.dailyPpm * gaussian(random);
    this.#sine = kind.dailyPpm * gaussian(random);
  }

  /** What follows the temperature of the body, ppm. */
  get thermalPpm(): number {
    const phase = (2 * Math.PI * this.#h) / DAY_H;
    return this.#slow + this.#cosine * Math.cos(phase) + this.#sine * Math.sin(phase);
  }

  /** Frequency error of a frame at `h` hours; time does not go back. */
  ppm(h: number): number {
    const { jitterPpm, fastPpm, fastH, slowPpm, slowH, walkPpm } = this.#kind;
    const step = h - this.#h;
    this.#h = h;
    this.#fast = this.#relax(this.#fast, fastPpm, step / fastH);
    this.#slow = this.#relax(this.#slow, slowPpm, step / slowH);
    this.#walk += walkPpm * Math.sqrt(step) * gaussian(this.#random);
    const jitter = jitterPpm * gaussian(this.#random);
    return this.#offsetPpm + this.#fast + this.thermalPpm + this.#walk + jitter;
  }

  #relax(value: number, sd: number, share: number): number {
    if (sd === 0) return 0;
    const kept = Math.exp(-share);
    return kept * value + sd * Math.sqrt(1 - kept * kept) * gaussian(this.#random);
  }
}

/** The exact Kalman filter of a {@link CrystalProcess}: knows every parameter and none of the draws. */
export class OracleFilter {
  readonly #kind: CrystalClass;
  /** fast, slow, cosine, sine, walk with offset. */
  readonly #mean = new Float64Array(5);
  readonly #cov: Float64Array[];
  #h = 0;

  constructor(kind: CrystalClass) {
    this.#kind = kind;
    const { fastPpm, slowPpm, dailyPpm } = kind;
    const first = [fastPpm ** 2, slowPpm ** 2, dailyPpm ** 2, dailyPpm ** 2, 100];
    this.#cov = first.map((variance, i) => {
      const row = new Float64Array(5);
      row[i] = variance;
      return row;
    });
  }

  /** Standard score and deviation of a frame, which it then learns from. */
  observe(h: number, ppm: number, noisePpm = 0): { errorPpm: number; sdPpm: number } {
    const { jitterPpm, fastPpm, fastH, slowPpm, slowH, walkPpm } = this.#kind;
    const step = h - this.#h;
    this.#h = h;
    const kept = [Math.exp(-step / fastH), Math.exp(-step / slowH), 1, 1, 1];
    const fresh = [
      fastPpm ** 2 * (1 - kept[0]! ** 2),
      slowPpm ** 2 * (1 - kept[1]! ** 2),
      0,
      0,
      walkPpm ** 2 * step,
    ];
    const phase = (2 * Math.PI * h) / DAY_H;
    const look = [1, 1, Math.cos(phase), Math.sin(phase), 1];
    let expected = 0;
    for (let i = 0; i < 5; i++) {
      this.#mean[i]! *= kept[i]!;
      expected += look[i]! * this.#mean[i]!;
      for (let j = 0; j < 5; j++) this.#cov[i]![j]! *= kept[i]! * kept[j]!;
      this.#cov[i]![i]! += fresh[i]!;
    }
    const gain = this.#cov.map((row) => row.reduce((sum, value, j) => sum + value * look[j]!, 0));
    const spread = gain.reduce((sum, value, i) => sum + value * look[i]!, 0);
    const total = spread + jitterPpm ** 2 + noisePpm ** 2;
    const errorPpm = ppm - expected;
    for (let i = 0; i < 5; i++) {
      this.#mean[i]! += (gain[i]! / total) * errorPpm;
      for (let j = 0; j < 5; j++) this.#cov[i]![j]! -= (gain[i]! * gain[j]!) / total;
    }
    return { errorPpm, sdPpm: Math.sqrt(total) };
  }
}
