/**
 * Complex samples are interleaved in a `Float32Array`: re, im, re, im, … Lengths and indices in signatures count complex
 * samples unless a name says "floats". Full scale of integer formats is 1.
 */

/** A zeroed buffer of `samples` complex samples. */
export function iqBuffer(samples: number): Float32Array<ArrayBuffer> {
  return new Float32Array(2 * samples);
}

/** Complex samples in an interleaved buffer. */
export function iqLength(iq: Float32Array): number {
  return iq.length >>> 1;
}

/** A view of complex samples `from` … `to` − 1; no copy. */
export function iqSlice(iq: Float32Array, from: number, to: number): Float32Array {
  return iq.subarray(2 * from, 2 * to);
}

/** Mean power |x|² of a buffer. */
export function meanPower(iq: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < iq.length; i++) sum += iq[i] * iq[i];
  return iq.length === 0 ? 0 : (2 * sum) / iq.length;
}

/** Multiplies every sample by a real gain, in place. */
export function scale(iq: Float32Array, gain: number): void {
  for (let i = 0; i < iq.length; i++) iq[i] *= gain;
}

/** Conjugates in place: turns an uplink's spectrum into a downlink's and back. */
export function conjugate(iq: Float32Array): void {
  for (let i = 1; i < iq.length; i += 2) iq[i] = -iq[i];
}

/**
 * Shifts the spectrum up by `cyclesPerSample`, in place. `startCycles` is the oscillator's phase at the first sample, which
 * lets a stream be mixed block by block. Exact phase every 256 samples, recurrence between. Returns the phase after the last.
 */
export function mix(iq: Float32Array, cyclesPerSample: number, startCycles = 0): number {
  const samples = iq.length >>> 1;
  const stepRe = Math.cos(2 * Math.PI * cyclesPerSample);
  const stepIm = Math.sin(2 * Math.PI * cyclesPerSample);
  for (let from = 0; from < samples; from += 256) {
    const cycles = startCycles + from * cyclesPerSample;
    const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
    let re = Math.cos(angle);
    let im = Math.sin(angle);
    const end = 2 * Math.min(samples, from + 256);
    for (let i = 2 * from; i < end; i += 2) {
      const x = iq[i];
      const y = iq[i + 1];
      iq[i] = x * re - y * im;
      iq[i + 1] = x * im + y * re;
      const next = re * stepRe - im * stepIm;
      im = re * stepIm + im * stepRe;
      re = next;
    }
  }
  const after = startCycles + samples * cyclesPerSample;
  return after - Math.floor(after);
}
