// SIMD kernels of the radio. Every function works on plain addresses in the module's one memory, keeps no state and
// allocates nothing; `src/kernels/kernels.ts` lays the memory out, and each has a twin in plain TypeScript beside its caller.

// @ts-ignore: decorator
@inline
function swap(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 0, 3, 2);
}

// v · (wr + j·wi), wi carrying the signs (−, +, −, +).
// @ts-ignore: decorator
@inline
function times(v: v128, wr: v128, wi: v128): v128 {
  return f32x4.add(f32x4.mul(v, wr), f32x4.mul(swap(v), wi));
}

/**
 * One radix-4 Stockham stage from x to y. `twiddles`: w1, w2, w3 as (re, im) pairs, six floats for each p.
 * `sign`: +1 forward, −1 inverse.
 */
function stage4(x: usize, y: usize, n: i32, stride: i32, twiddles: usize, sign: f32): void {
  const m = n >> 2;
  const quarter: usize = <usize>(stride * m) << 3;
  const span: usize = <usize>stride << 3;
  const turn = f32x4(sign, -sign, sign, -sign);
  const signs = f32x4(-sign, sign, -sign, sign);
  for (let p = 0; p < m; p++) {
    const w = twiddles + <usize>p * 24;
    const w1r = v128.load32_splat(w);
    const w1i = f32x4.mul(v128.load32_splat(w, 4), signs);
    const w2r = v128.load32_splat(w, 8);
    const w2i = f32x4.mul(v128.load32_splat(w, 12), signs);
    const w3r = v128.load32_splat(w, 16);
    const w3i = f32x4.mul(v128.load32_splat(w, 20), signs);
    let i = x + <usize>p * span;
    let o = y + <usize>p * (span << 2);
    const end = i + span;
    for (; i < end; i += 16, o += 16) {
      const a = v128.load(i);
      const b = v128.load(i + quarter);
      const c = v128.load(i + 2 * quarter);
      const d = v128.load(i + 3 * quarter);
      const ac = f32x4.add(a, c);
      const bd = f32x4.add(b, d);
      const amc = f32x4.sub(a, c);
      const jbd = f32x4.mul(swap(f32x4.sub(b, d)), turn);
      v128.store(o, f32x4.add(ac, bd));
      v128.store(o + span, times(f32x4.add(amc, jbd), w1r, w1i));
      v128.store(o + 2 * span, times(f32x4.sub(ac, bd), w2r, w2i));
      v128.store(o + 3 * span, times(f32x4.sub(amc, jbd), w3r, w3i));
    }
  }
}

/** The first stage (stride 1), two butterflies at a time. */
function first4(x: usize, y: usize, n: i32, twiddles: usize, sign: f32): void {
  const m = n >> 2;
  const quarter: usize = <usize>m << 3;
  const turn = f32x4(sign, -sign, sign, -sign);
  const signs = f32x4(-sign, sign, -sign, sign);
  for (let p = 0; p < m; p += 2) {
    const w = twiddles + <usize>p * 24;
    const i = x + (<usize>p << 3);
    const o = y + (<usize>p << 5);
    const a = v128.load(i);
    const b = v128.load(i + quarter);
    const c = v128.load(i + 2 * quarter);
    const d = v128.load(i + 3 * quarter);
    const ac = f32x4.add(a, c);
    const bd = f32x4.add(b, d);
    const amc = f32x4.sub(a, c);
    const jbd = f32x4.mul(swap(f32x4.sub(b, d)), turn);
    // (re, im) of w1, w2, w3 for p and p + 1.
    const w1 = v128.load64_lane(w + 24, v128.load64_zero(w), 1);
    const w2 = v128.load64_lane(w + 32, v128.load64_zero(w, 8), 1);
    const w3 = v128.load64_lane(w + 40, v128.load64_zero(w, 16), 1);
    const y0 = f32x4.add(ac, bd);
    const y1 = times(
      f32x4.add(amc, jbd),
      v128.shuffle<f32>(w1, w1, 0, 0, 2, 2),
      f32x4.mul(v128.shuffle<f32>(w1, w1, 1, 1, 3, 3), signs),
    );
    const y2 = times(
      f32x4.sub(ac, bd),
      v128.shuffle<f32>(w2, w2, 0, 0, 2, 2),
      f32x4.mul(v128.shuffle<f32>(w2, w2, 1, 1, 3, 3), signs),
    );
    const y3 = times(
      f32x4.sub(amc, jbd),
      v128.shuffle<f32>(w3, w3, 0, 0, 2, 2),
      f32x4.mul(v128.shuffle<f32>(w3, w3, 1, 1, 3, 3), signs),
    );
    v128.store(o, v128.shuffle<f32>(y0, y1, 0, 1, 4, 5));
    v128.store(o, v128.shuffle<f32>(y2, y3, 0, 1, 4, 5), 16);
    v128.store(o, v128.shuffle<f32>(y0, y1, 2, 3, 6, 7), 32);
    v128.store(o, v128.shuffle<f32>(y2, y3, 2, 3, 6, 7), 48);
  }
}

function last2(x: usize, y: usize, stride: i32): void {
  const half: usize = <usize>stride << 3;
  for (let i: usize = 0; i < half; i += 16) {
    const a = v128.load(x + i);
    const b = v128.load(x + i + half);
    v128.store(y + i, f32x4.add(a, b));
    v128.store(y + i + half, f32x4.sub(a, b));
  }
}

/**
 * Fourier transform of `n` ≥ 8 complex floats at `data`, `work` being as large. Twiddles of all stages lie one after another.
 * Returns the address at which the result lies: `data` or `work`.
 */
export function fft(n: i32, data: usize, work: usize, twiddles: usize, sign: f32): usize {
  let from = data;
  let to = work;
  let length = n;
  let stride = 1;
  let table = twiddles;
  while (length >= 4) {
    if (stride == 1) first4(from, to, length, table, sign);
    else stage4(from, to, length, stride, table, sign);
    table += <usize>(length >> 2) * 24;
    length >>= 2;
    stride <<= 2;
    const other = from;
    from = to;
    to = other;
  }
  if (length == 2) {
    last2(from, to, stride);
    from = to;
  }
  return from;
}

/** out = x · conj(chirp), or x · chirp when `down`; n complex floats, even n. Returns Σ|x|². */
export function dechirp(n: i32, x: usize, chirp: usize, out: usize, down: i32): f32 {
  const conj = down ? f32x4(-1, 1, -1, 1) : f32x4(1, -1, 1, -1);
  let energy = f32x4.splat(0);
  const bytes = <usize>n << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(x + i);
    const c = v128.load(chirp + i);
    const cr = v128.shuffle<f32>(c, c, 0, 0, 2, 2);
    const ci = f32x4.mul(v128.shuffle<f32>(c, c, 1, 1, 3, 3), conj);
    v128.store(out + i, times(v, cr, ci));
    energy = f32x4.add(energy, f32x4.mul(v, v));
  }
  return (
    f32x4.extract_lane(energy, 0) +
    f32x4.extract_lane(energy, 1) +
    f32x4.extract_lane(energy, 2) +
    f32x4.extract_lane(energy, 3)
  );
}

/** out[k] = gain·(|x[k]|² + |x[k + n]|²), the second only with `fold`; n real floats, n a multiple of 4. Returns the largest. */
export function powers(n: i32, x: usize, fold: i32, gain: f32, out: usize): f32 {
  const g = f32x4.splat(gain);
  const far: usize = fold ? <usize>n << 3 : 0;
  let most = f32x4.splat(0);
  for (let k = 0; k < n; k += 4) {
    const i = x + (<usize>k << 3);
    let p = square(v128.load(i), v128.load(i, 16));
    if (fold) p = f32x4.add(p, square(v128.load(i + far), v128.load(i + far, 16)));
    p = f32x4.mul(p, g);
    most = f32x4.max(most, p);
    v128.store(out + (<usize>k << 2), p);
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

// @ts-ignore: decorator
@inline
function square(a: v128, b: v128): v128 {
  const aa = f32x4.mul(a, a);
  const bb = f32x4.mul(b, b);
  return f32x4.add(v128.shuffle<f32>(aa, bb, 0, 2, 4, 6), v128.shuffle<f32>(aa, bb, 1, 3, 5, 7));
}

/**
 * folded[k] = a[k]·conj(b[k]) + a[k + n]·conj(b[k + n]), the second term only with `fold`; n complex floats, even n.
 */
export function correlateFold(n: i32, a: usize, b: usize, fold: i32, out: usize): void {
  const conj = f32x4(1, -1, 1, -1);
  const bytes = <usize>n << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(a + i);
    const c = v128.load(b + i);
    let sum = times(
      v,
      v128.shuffle<f32>(c, c, 0, 0, 2, 2),
      f32x4.mul(v128.shuffle<f32>(c, c, 1, 1, 3, 3), conj),
    );
    if (fold) {
      const w = v128.load(a + i + bytes);
      const d = v128.load(b + i + bytes);
      sum = f32x4.add(
        sum,
        times(
          w,
          v128.shuffle<f32>(d, d, 0, 0, 2, 2),
          f32x4.mul(v128.shuffle<f32>(d, d, 1, 1, 3, 3), conj),
        ),
      );
    }
    v128.store(out + i, sum);
  }
}

/**
 * Dot product of `taps` complex samples at `x` with real taps stored twice each (h0, h0, h1, h1, …); taps a multiple of 2.
 * The complex sum goes to `out`.
 */
export function convolve(taps: i32, x: usize, h: usize, out: usize): void {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  const bytes = <usize>taps << 3;
  let i: usize = 0;
  for (; i + 16 < bytes; i += 32) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(x + i), v128.load(h + i)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(x + i, 16), v128.load(h + i, 16)));
  }
  if (i < bytes) s0 = f32x4.add(s0, f32x4.mul(v128.load(x + i), v128.load(h + i)));
  const s = f32x4.add(s0, s1);
  v128.store64_lane(out, f32x4.add(s, v128.shuffle<f32>(s, s, 2, 3, 0, 1)), 0);
}

/**
 * `count` outputs of a polyphase filter: output m takes table phase (phase + m·phaseStep) mod phases, and its first input
 * advances by whole samples accordingly. Returns the number of outputs written, which is `count`.
 */
export function polyphase(
  count: i32,
  taps: i32,
  x: usize,
  tables: usize,
  phases: i32,
  phase: i32,
  wholeStep: i32,
  phaseStep: i32,
  out: usize,
): i32 {
  const row = <usize>taps << 3;
  let at = x;
  let current = phase;
  for (let m = 0; m < count; m++) {
    convolve(taps, at, tables + <usize>current * row, out + (<usize>m << 3));
    at += <usize>wholeStep << 3;
    current += phaseStep;
    if (current >= phases) {
      current -= phases;
      at += 8;
    }
  }
  return count;
}

/**
 * A polyphase channel bank: `count` outputs of every channel. Each sums the filter's taps branch by branch, then gives every channel
 * its Fourier sum over the branches, four channels at a time.
 *
 * `taps`: for each of `parts` fractions of a sample, `depth` rows of `branches` taps, each stored twice. `twiddles`: for each phase, for each
 * group of four channels, for each branch, four real and four imaginary parts. Outputs of channel c begin at out + 8·c·span.
 */
export function filterBank(
  count: i32,
  x: usize,
  branches: i32,
  depth: i32,
  taps: usize,
  parts: i32,
  part: i32,
  stride: i32,
  phase: i32,
  twiddles: usize,
  groups: i32,
  sums: usize,
  out: usize,
  span: i32,
): void {
  const row = <usize>branches << 3;
  const far = <usize>span << 3;
  let at = x;
  let o = out;
  for (let n = 0; n < count; n++, o += 8) {
    const set = taps + <usize>(part * depth) * row;
    for (let p: usize = 0; p < row; p += 16) {
      let sum = f32x4.splat(0);
      let i = at + p;
      let h = set + p;
      for (let q = 0; q < depth; q++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(i), v128.load(h)));
        i += row;
        h += row;
      }
      v128.store(sums + p, sum);
    }
    let w = twiddles + <usize>(phase * groups) * (row << 2);
    let lane = o;
    for (let g = 0; g < groups; g++) {
      let re = f32x4.splat(0);
      let im = f32x4.splat(0);
      for (let p: usize = 0; p < row; p += 8, w += 32) {
        const a = v128.load32_splat(sums + p);
        const b = v128.load32_splat(sums + p, 4);
        const wr = v128.load(w);
        const wi = v128.load(w, 16);
        re = f32x4.add(re, f32x4.sub(f32x4.mul(a, wr), f32x4.mul(b, wi)));
        im = f32x4.add(im, f32x4.add(f32x4.mul(a, wi), f32x4.mul(b, wr)));
      }
      const first = v128.shuffle<f32>(re, im, 0, 4, 1, 5);
      const second = v128.shuffle<f32>(re, im, 2, 6, 3, 7);
      v128.store64_lane(lane, first, 0);
      v128.store64_lane(lane + far, first, 1);
      v128.store64_lane(lane + 2 * far, second, 0);
      v128.store64_lane(lane + 3 * far, second, 1);
      lane += 4 * far;
    }
    const ahead = part + stride;
    const step = ahead / parts;
    part = ahead - step * parts;
    at += <usize>step << 3;
    phase = (phase + step) % branches;
  }
}

/**
 * Puts a window's powers in place of an older one's in a sum over windows, n real floats each, n a multiple of 4: what is below `floor`
 * counts as nothing, what is above `cap` as that. `row` receives what was counted. Returns the largest sum of two neighbours, the last and
 * the first being such; `sum` needs room for one float more.
 */
export function replaceIn(
  n: i32,
  powers: usize,
  row: usize,
  sum: usize,
  floor: f32,
  cap: f32,
): f32 {
  const least = f32x4.splat(floor);
  const highest = f32x4.splat(cap);
  const bytes = <usize>n << 2;
  for (let i: usize = 0; i < bytes; i += 16) {
    const p = v128.load(powers + i);
    const counted = v128.and(f32x4.min(p, highest), f32x4.ge(p, least));
    const total = f32x4.sub(f32x4.add(v128.load(sum + i), counted), v128.load(row + i));
    v128.store(row + i, counted);
    v128.store(sum + i, total);
  }
  store<f32>(sum + bytes, load<f32>(sum));
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    most = f32x4.max(most, f32x4.add(v128.load(sum + i), v128.load(sum + i, 4)));
  }
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}
