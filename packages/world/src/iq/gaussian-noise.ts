import type { Random } from "@lorats/base";

const LEVELS = 65_536;
let deviates: Float32Array | undefined;

/** Standard normal deviate by probability; good to 1e-9. @see Acklam's rational approximation of the normal quantile */
function quantile(p: number): number {
  if (p > 0.5) return -quantile(1 - p);
  if (p < 0.024_25) {
    const q = Math.sqrt(-2 * Math.log(p));
    const top =
      ((((-7.784_894_002_430_293e-3 * q - 0.322_396_458_041_136_5) * q - 2.400_758_277_161_838) *
        q -
        2.549_732_539_343_734) *
        q +
        4.374_664_141_464_968) *
        q +
      2.938_163_982_698_783;
    const bottom =
      (((7.784_695_709_041_462e-3 * q + 0.322_467_129_070_039_8) * q + 2.445_134_137_142_996) * q +
        3.754_408_661_907_416) *
        q +
      1;
    return top / bottom;
  }
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-39.696_830_286_653_76 * r + 220.946_098_424_520_5) * r - 275.928_510_446_968_7) * r +
      138.357_751_867_269) *
      r -
      30.664_798_066_147_16) *
      r +
      2.506_628_277_459_239) *
    q;
  const bottom =
    ((((-54.476_098_798_224_06 * r + 161.585_836_858_040_9) * r - 155.698_979_859_886_6) * r +
      66.801_311_887_719_72) *
      r -
      13.280_681_552_885_72) *
      r +
    1;
  return top / bottom;
}

/** The middle of each of 65,536 equally likely slices, scaled to variance 1 exactly. */
function table(): Float32Array {
  if (deviates) return deviates;
  const exact = Float64Array.from({ length: LEVELS }, (_, i) => quantile((i + 0.5) / LEVELS));
  let power = 0;
  for (const x of exact) power += x * x;
  const scale = 1 / Math.sqrt(power / LEVELS);
  deviates = Float32Array.from(exact, (x) => x * scale);
  return deviates;
}

/**
 * White Gaussian noise for I/Q streams: one draw of 32 bits a complex sample, looked up in a table of 16-bit deviates
 * (they end at 4.3 σ). The generator is xoshiro128++, written out here because a call a sample would cost more than
 * the rest. @see https://prng.di.unimi.it/xoshiro128plusplus.c
 */
export class GaussianNoise {
  readonly #state: Int32Array;
  readonly #table = table();

  constructor(random: Random) {
    this.#state = Int32Array.from({ length: 4 }, () => random.uint32());
    this.#state[0]! |= 1;
  }

  /** Adds noise of total power `power` (E|n|²) to interleaved I/Q. */
  addTo(iq: Float32Array, power: number): void {
    const sigma = Math.sqrt(power / 2);
    const deviate = this.#table;
    let a = this.#state[0]!;
    let b = this.#state[1]!;
    let c = this.#state[2]!;
    let d = this.#state[3]!;
    for (let i = 0; i + 1 < iq.length; i += 2) {
      const sum = (a + d) | 0;
      const draw = (((sum << 7) | (sum >>> 25)) + a) | 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
      iq[i] = iq[i]! + sigma * deviate[draw & 0xffff]!;
      iq[i + 1] = iq[i + 1]! + sigma * deviate[draw >>> 16]!;
    }
    this.#state[0] = a;
    this.#state[1] = b;
    this.#state[2] = c;
    this.#state[3] = d;
  }
}
