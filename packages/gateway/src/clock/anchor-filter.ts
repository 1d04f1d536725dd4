/** A clock's reading of a sample: time with one standard deviation, all in seconds. */
export interface Anchored {
  readonly s: number;
  readonly sdS: number;
}

export interface AnchorFilterOptions {
  /** Standard deviation of the sample clock's rate before anything is known. */
  readonly rateSd: number;
  /** Random walk of the rate, per square root of a second. An uncompensated crystal in a room: about 3e-9. */
  readonly rateWalk: number;
}

/** Beyond so many standard deviations an anchor is not believed. */
const GATE = 6;
/** So many in a row that agree with each other are believed after all: the clocks have stepped. */
const STUBBORN = 4;

/**
 * Follows one clock against the sample clock by a Kalman filter with two states, offset and rate, from anchors: samples
 * whose time on that clock is known. Pure; times are seconds since an origin of the caller's.
 */
export class AnchorFilter {
  readonly #options: AnchorFilterOptions;
  /** Offset at `x`, rate, and their covariance. */
  #offset = 0;
  #rate = 0;
  #p00 = 0;
  #p01 = 0;
  #p11 = 0;
  #x = Number.NaN;
  #strangers: { readonly x: number; readonly s: number }[] = [];
  accepted = 0;
  refused = 0;
  steps = 0;

  constructor(options: AnchorFilterOptions) {
    this.#options = options;
  }

  get isAnchored(): boolean {
    return !Number.isNaN(this.#x);
  }

  /** Error of the sample clock against the followed one: positive when samples come too fast. */
  get rateError(): number {
    return -this.#rate;
  }

  /** A sample taken `x` seconds (by the sample count) after its origin was taken at `s`. False: not believed. */
  observe(x: number, s: number, sdS: number): boolean {
    if (!this.isAnchored) {
      this.#restart(x, s, sdS);
      return true;
    }
    const [p00, p01, p11] = this.#predicted(x);
    const expected = this.#offset + this.#rate * (x - this.#x);
    const innovation = s - x - expected;
    const variance = p00 + sdS * sdS;
    if (innovation * innovation > GATE * GATE * variance) return this.#refuse(x, s, sdS);
    this.#strangers = [];
    this.accepted++;
    const gain0 = p00 / variance;
    const gain1 = p01 / variance;
    this.#offset = expected + gain0 * innovation;
    this.#rate += gain1 * innovation;
    this.#p00 = (1 - gain0) * p00;
    this.#p01 = (1 - gain0) * p01;
    this.#p11 = p11 - gain1 * p01;
    this.#x = x;
    return true;
  }

  /** Null before the first anchor. */
  at(x: number): Anchored | null {
    if (!this.isAnchored) return null;
    const [p00] = this.#predicted(x);
    return { s: x + this.#offset + this.#rate * (x - this.#x), sdS: Math.sqrt(p00) };
  }

  #predicted(x: number): [number, number, number] {
    const dt = x - this.#x;
    const span = Math.abs(dt);
    const q = this.#options.rateWalk ** 2;
    return [
      this.#p00 + 2 * dt * this.#p01 + dt * dt * this.#p11 + (q * span ** 3) / 3,
      this.#p01 + dt * this.#p11 + (Math.sign(dt) * q * span ** 2) / 2,
      this.#p11 + q * span,
    ];
  }

  #restart(x: number, s: number, sdS: number): void {
    const isFirst = !this.isAnchored;
    this.#offset = s - x;
    if (isFirst) {
      this.#rate = 0;
      this.#p11 = this.#options.rateSd ** 2;
    }
    this.#p00 = sdS * sdS;
    this.#p01 = 0;
    this.#x = x;
    this.#strangers = [];
    this.accepted++;
  }

  #refuse(x: number, s: number, sdS: number): boolean {
    this.refused++;
    const { rateSd } = this.#options;
    const agrees = this.#strangers.every((other) => {
      const apart = s - x - (other.s - other.x);
      return Math.abs(apart) < GATE * sdS * 1.5 + GATE * rateSd * Math.abs(x - other.x);
    });
    if (!agrees) this.#strangers = [];
    this.#strangers.push({ x, s });
    if (this.#strangers.length < STUBBORN) return false;
    this.steps++;
    this.#restart(x, s, sdS);
    return true;
  }
}
