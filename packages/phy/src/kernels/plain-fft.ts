import { stageTwiddles } from "./twiddles.ts";

/** A transform's tables and its second buffer. */
interface Plan {
  readonly other: Float32Array;
  readonly twiddles: readonly Float64Array[];
}

const plans = new Map<number, Plan>();

/**
 * Fourier transform in place in plain TypeScript: Stockham radix 4 with one radix-2 stage where needed, in double precision
 * between memory accesses. `data` holds a power of two of complex values; unscaled both ways.
 */
export function plainFft(data: Float32Array, inverse: boolean): void {
  const size = data.length >>> 1;
  const { other, twiddles } = planFor(size);
  const sign = inverse ? -1 : 1;
  let from = data;
  let to = other;
  let n = size;
  let stride = 1;
  for (let stage = 0; n >= 4; stage++) {
    radix4(from, to, n, stride, twiddles[stage], sign);
    n /= 4;
    stride *= 4;
    [from, to] = [to, from];
  }
  if (n === 2) {
    radix2(from, to, stride);
    [from, to] = [to, from];
  }
  if (from !== data) data.set(from);
}

function planFor(size: number): Plan {
  let plan = plans.get(size);
  if (!plan) {
    plan = { other: new Float32Array(2 * size), twiddles: stageTwiddles(size) };
    plans.set(size, plan);
  }
  return plan;
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
