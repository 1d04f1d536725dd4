import type { Kernels, Polyphase, ToneLimits, ToneStats } from "./kernels.ts";
import { plainFft } from "./plain-fft.ts";

/** The kernels in plain TypeScript: what the SIMD ones are tested against, and what runs where these cannot. */
export class PlainKernels implements Kernels {
  fft(data: Float32Array, inverse: boolean): void {
    plainFft(data, inverse);
  }

  dechirp(x: Float32Array, chirp: Float32Array, down: boolean, out: Float32Array): number {
    let energy = 0;
    const sign = down ? -1 : 1;
    for (let i = 0; i < x.length; i += 2) {
      const re = x[i];
      const im = x[i + 1];
      const c = chirp[i];
      const s = sign * chirp[i + 1];
      out[i] = re * c + im * s;
      out[i + 1] = im * c - re * s;
      energy += re * re + im * im;
    }
    return energy;
  }

  tones(
    window: Float32Array,
    chirp: Float32Array,
    down: boolean,
    out: Float32Array,
    stats: ToneStats,
  ): void {
    const data = new Float32Array(window.length);
    stats.energy = this.dechirp(window, chirp, down, data);
    stats.most = 0;
    this.fft(data, false);
    const gain = stats.energy > 0 ? 1 / stats.energy : 0;
    const fold = data.length > 2 * out.length ? 2 * out.length : 0;
    for (let k = 0; k < out.length; k++) {
      const i = 2 * k;
      let power = data[i] ** 2 + data[i + 1] ** 2;
      if (fold > 0) power += data[i + fold] ** 2 + data[i + fold + 1] ** 2;
      out[k] = power * gain;
      if (out[k] > stats.most) stats.most = out[k];
    }
  }

  sumTones(
    window: Float32Array,
    chirp: Float32Array,
    { floor, cap }: ToneLimits,
    row: Float32Array,
    sum: Float32Array,
  ): number {
    const powers = new Float32Array(sum.length);
    const stats = { energy: 0, most: 0 };
    this.tones(window, chirp, false, powers, stats);
    for (let k = 0; k < sum.length; k++) {
      const counted = powers[k] < floor * stats.most ? 0 : Math.min(powers[k], cap);
      sum[k] += counted - row[k];
      row[k] = counted;
    }
    return sum.reduce((most, each, k) => Math.max(most, each + sum[(k + 1) % sum.length]), 0);
  }

  correlate(window: Float32Array, spectrum: Float32Array, out: Float32Array): void {
    const data = Float32Array.from(window);
    this.fft(data, false);
    const half = out.length;
    for (let i = 0; i < half; i += 2) {
      let re = data[i] * spectrum[i] + data[i + 1] * spectrum[i + 1];
      let im = data[i + 1] * spectrum[i] - data[i] * spectrum[i + 1];
      const j = i + half;
      if (data.length > half) {
        re += data[j] * spectrum[j] + data[j + 1] * spectrum[j + 1];
        im += data[j + 1] * spectrum[j] - data[j] * spectrum[j + 1];
      }
      out[i] = re;
      out[i + 1] = im;
    }
    this.fft(out, false);
  }

  polyphase(
    filter: Polyphase,
    x: Float32Array,
    phase: number,
    count: number,
    out: Float32Array,
  ): void {
    const { taps, phases, wholeStep, phaseStep, tables } = filter;
    let at = 0;
    let current = phase;
    for (let m = 0; m < count; m++) {
      let re = 0;
      let im = 0;
      const row = 2 * taps * current;
      for (let i = 0; i < 2 * taps; i += 2) {
        re += tables[row + i] * x[2 * at + i];
        im += tables[row + i] * x[2 * at + i + 1];
      }
      out[2 * m] = re;
      out[2 * m + 1] = im;
      at += wholeStep;
      current += phaseStep;
      if (current >= phases) {
        current -= phases;
        at++;
      }
    }
  }
}
