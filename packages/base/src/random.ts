/** A source of random numbers. Keys and nonces need `systemRandom`; everything that must repeat takes a seed. */
export interface Random {
  /** Uniform in 0 … 2³²−1. */
  uint32(): number;
  bytes(count: number): Uint8Array<ArrayBuffer>;
}

/** Uniform in [0, 1) with 53 bits. */
export function uniform(random: Random): number {
  return ((random.uint32() >>> 5) * 67_108_864 + (random.uint32() >>> 6)) / 9_007_199_254_740_992;
}

/** Uniform integer in [0, below), without modulo bias. */
export function uniformInt(random: Random, below: number): number {
  return Math.floor(uniform(random) * below);
}

/** Standard normal deviate (Box–Muller, one of the pair). */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(random)));
  return radius * Math.cos(2 * Math.PI * uniform(random));
}

/**
 * xoshiro128** by Blackman and Vigna, seeded through splitmix32. Repeatable, fast, not for secrets.
 * @see https://prng.di.unimi.it/xoshiro128starstar.c
 */
export class SeededRandom implements Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let mix = seed >>> 0;
    for (let i = 0; i < 4; i++) {
      mix = (mix + 0x9e37_79b9) >>> 0;
      let word = mix;
      word = Math.imul(word ^ (word >>> 16), 0x21f0_aaad);
      word = Math.imul(word ^ (word >>> 15), 0x735a_2d97);
      this.#state[i] = word ^ (word >>> 15);
    }
  }

  uint32(): number {
    const s = this.#state;
    const scrambled = Math.imul(s[1]!, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  }

  bytes(count: number): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(count);
    for (let i = 0; i < count; i += 4) {
      const word = this.uint32();
      for (let j = 0; j < 4 && i + j < count; j++) out[i + j] = (word >>> (8 * j)) & 0xff;
    }
    return out;
  }

  /** An independent stream, so that adding a draw in one place does not change another. */
  fork(label: number): SeededRandom {
    return new SeededRandom((this.#state[0]! ^ Math.imul(label + 1, 0x9e37_79b9)) >>> 0);
  }
}
