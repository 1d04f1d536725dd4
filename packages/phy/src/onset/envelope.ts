import { createFft } from "../fft.ts";
import type { OnsetMethod } from "./onset-detector.ts";

/** Samples in a chunk of the folded envelope; the paper's example. */
export const ENVELOPE_CHUNK = 200;

/**
 * ENV: the amplitude envelope of I by Hilbert transform, folded into chunks of 200 samples; the onset is the start of
 * the chunk whose sum grows most against the chunk before it. Resolution is one chunk (83 µs at 2.4 Msps); the chunk
 * grid is then slid one sample at a time about the peak, which keeps the rule and removes the grid.
 *
 * @see LoRaTS §5.3.3
 */
export const envelopeDetector: OnsetMethod = {
  name: "ENV",
  source: "LoRaTS §5.3.3, envelope",
  chirpsNeeded: () => 1,
  prepare: (setting) => ({
    detect: (iq) => {
      const sums = prefixSums(hilbertEnvelope(iq));
      const count = sums.length - 1;
      const chunk = ENVELOPE_CHUNK;
      const ratio = (at: number): number =>
        (sums[at + chunk] - sums[at]) / Math.max(sums[at] - sums[at - chunk], Number.MIN_VALUE);
      let best = chunk;
      for (let at = chunk; at + chunk <= count; at += chunk) if (ratio(at) > ratio(best)) best = at;
      const coarse = best;
      const last = Math.min(count - chunk, coarse + chunk);
      for (let at = Math.max(chunk, coarse - chunk); at <= last; at++) {
        if (ratio(at) > ratio(best)) best = at;
      }
      return best / setting.sampleRateHz;
    },
  }),
};

/** |analytic signal| of the real part: negative frequencies of I are removed by transform. */
export function hilbertEnvelope(iq: Float32Array): Float64Array {
  const count = iq.length >>> 1;
  const fft = createFft(2 ** Math.ceil(Math.log2(Math.max(2, count))));
  const { data, size } = fft;
  for (let n = 0; n < count; n++) data[2 * n] = iq[2 * n];
  fft.forward();
  for (let k = 1; k < size / 2; k++) {
    data[2 * k] *= 2;
    data[2 * k + 1] *= 2;
  }
  data.fill(0, size + 2);
  fft.inverse();
  const envelope = new Float64Array(count);
  for (let n = 0; n < count; n++) envelope[n] = Math.hypot(data[2 * n], data[2 * n + 1]) / size;
  return envelope;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
}
