import { CallerError } from "@lorats/base";

/** A discrete Fourier transform of fixed length that owns its buffer. Nothing is allocated after construction. */
export interface Fft {
  /** Points: a power of two. */
  readonly size: number;
  /** Interleaved complex values, read and overwritten in place. */
  readonly data: Float32Array;
  /** X[k] = Σ x[n] e^(−j2πkn/N), unscaled. */
  forward(): void;
  /** x[n] = Σ X[k] e^(+j2πkn/N), unscaled: `forward` then `inverse` multiplies by N. */
  inverse(): void;
}

/** Plain TypeScript: Stockham radix 4 with one radix-2 stage where needed, in double precision between memory accesses. */
export class PlainFft implements Fft {
  readonly size: number;
  readonly data: Float32Array;
  readonly #other: Float32Array;
  /** Per radix-4 stage: e^(−j2πp·r/n) for r = 1, 2, 3, stored (re, im) × 3 for each p. */
  readonly #twiddles: Float64Array[];

  constructor(size: number) {
    checkSize(size);
    this.size = size;
    this.data = new Float32Array(2 * size);
    this.#other = new Float32Array(2 * size);
    this.#twiddles = stageTwiddles(size);
  }

  forward(): void {
    this.#run(1);
  }

  inverse(): void {
    this.#run(-1);
  }

  #run(sign: 1 | -1): void {
    let from = this.data;
    let to = this.#other;
    let n = this.size;
    let stride = 1;
    let stage = 0;
    while (n >= 4) {
      radix4(from, to, n, stride, this.#twiddles[stage++], sign);
      n /= 4;
      stride *= 4;
      [from, to] = [to, from];
    }
    if (n === 2) {
      radix2(from, to, stride);
      [from, to] = [to, from];
    }
    if (from !== this.data) this.data.set(from);
  }
}

export function checkSize(size: number): void {
  if (size >= 2 && Number.isInteger(Math.log2(size))) return;
  throw new CallerError("PHY_BAD_PARAMETER", `FFT size ${size} is not a power of two`);
}

/** Twiddle factors of each radix-4 stage, shared with the SIMD kernel. */
export function stageTwiddles(size: number): Float64Array[] {
  const stages: Float64Array[] = [];
  for (let n = size; n >= 4; n /= 4) {
    const table = new Float64Array((6 * n) / 4);
    for (let p = 0; p < n / 4; p++) {
      for (let r = 1; r <= 3; r++) {
        const angle = (-2 * Math.PI * p * r) / n;
        table[6 * p + 2 * r - 2] = Math.cos(angle);
        table[6 * p + 2 * r - 1] = Math.sin(angle);
      }
    }
    stages.push(table);
  }
  return stages;
}

function radix4(
  x: Float32Array,
  y: Float32Array,
  n: number,
  stride: number,
  twiddles: Float64Array,
  sign: 1 | -1,
): void {
  const m = n / 4;
  const quarter = 2 * stride * m;
  for (let p = 0; p < m; p++) {
    const w1r = twiddles[6 * p];
    const w1i = sign * twiddles[6 * p + 1];
    const w2r = twiddles[6 * p + 2];
    const w2i = sign * twiddles[6 * p + 3];
    const w3r = twiddles[6 * p + 4];
    const w3i = sign * twiddles[6 * p + 5];
    let i = 2 * stride * p;
    const end = i + 2 * stride;
    let o = 8 * stride * p;
    for (; i < end; i += 2, o += 2) {
      const ar = x[i];
      const ai = x[i + 1];
      const br = x[i + quarter];
      const bi = x[i + quarter + 1];
      const cr = x[i + 2 * quarter];
      const ci = x[i + 2 * quarter + 1];
      const dr = x[i + 3 * quarter];
      const di = x[i + 3 * quarter + 1];
      const sacr = ar + cr;
      const saci = ai + ci;
      const dacr = ar - cr;
      const daci = ai - ci;
      const sbdr = br + dr;
      const sbdi = bi + di;
      // ∓j (b − d)
      const jr = sign * (bi - di);
      const ji = sign * (dr - br);
      y[o] = sacr + sbdr;
      y[o + 1] = saci + sbdi;
      const er = dacr + jr;
      const ei = daci + ji;
      y[o + 2 * stride] = er * w1r - ei * w1i;
      y[o + 2 * stride + 1] = er * w1i + ei * w1r;
      const fr = sacr - sbdr;
      const fi = saci - sbdi;
      y[o + 4 * stride] = fr * w2r - fi * w2i;
      y[o + 4 * stride + 1] = fr * w2i + fi * w2r;
      const gr = dacr - jr;
      const gi = daci - ji;
      y[o + 6 * stride] = gr * w3r - gi * w3i;
      y[o + 6 * stride + 1] = gr * w3i + gi * w3r;
    }
  }
}

function radix2(x: Float32Array, y: Float32Array, stride: number): void {
  const half = 2 * stride;
  for (let i = 0; i < half; i += 2) {
    const ar = x[i];
    const ai = x[i + 1];
    const br = x[i + half];
    const bi = x[i + half + 1];
    y[i] = ar + br;
    y[i + 1] = ai + bi;
    y[i + half] = ar - br;
    y[i + half + 1] = ai - bi;
  }
}

/** The transform to use unless a test wants a particular one. */
export function createFft(size: number): Fft {
  return new PlainFft(size);
}
