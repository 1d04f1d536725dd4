import { gaussian, SeededRandom } from "@lorats/base";

/** Standard deviation of I and of Q as a share of full scale: a dongle's gain set as it should be. */
const LEVEL = 0.21;
const DRAWS = 65_536;

/** Quantised Gaussian values, one for each of 65,536 equally likely draws. */
function quantiles(): Uint8Array {
  const random = new SeededRandom(9);
  const values = Float64Array.from({ length: DRAWS }, () => gaussian(random)).sort();
  return Uint8Array.from(values, (x) =>
    Math.max(0, Math.min(255, Math.round(127.5 + 127.5 * LEVEL * x))),
  );
}

/** White Gaussian noise as an RTL-SDR gives it, faster than any receiver takes it: never the same twice. */
export class NoiseSource {
  readonly #quantiles = quantiles();
  /** State of xoroshiro64*, whose period is 2⁶⁴. @see Blackman, Vigna: Scrambled linear pseudorandom number generators, 2018 */
  #a: number;
  #b: number;

  constructor(seed: number) {
    this.#a = seed | 1;
    this.#b = 0x9e3779b9 ^ seed;
  }

  /** Fills `bytes` with what comes next. */
  read(bytes: Uint8Array): void {
    const table = this.#quantiles;
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < bytes.length; i += 2) {
      const draw = Math.imul(a, 0x9e3779bb);
      b ^= a;
      a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
      b = (b << 13) | (b >>> 19);
      bytes[i] = table[draw >>> 16]!;
      // The lower half of the product is weaker; the two halves of a draw are not used for one value.
      bytes[i + 1] = table[(draw ^ (a >>> 3)) & 0xffff]!;
    }
    this.#a = a;
    this.#b = b;
  }
}
