import { choleskyWork, invertSymmetric } from "../joint/cholesky.ts";
import type { OnsetMethod } from "./onset-detector.ts";

/** Order of both autoregressive models. */
export const AR_ORDER = 4;

/** Samples at each end of the window from which the two models are learnt, and in which no onset is sought. */
export const AR_TRAINING = 400;

/**
 * AIC: an autoregressive model of order 4 is fitted to the noise at the window's beginning and another to the signal at
 * its end, on I and Q together; each candidate splits the window, the noise model predicting what lies before and the signal
 * model what lies after. The candidate with the least Akaike criterion separates the two best:
 *
 *   AIC(k) = (k − M) log σ²_noise(1 … k) + (N − k − M) log σ²_signal(k + 1 … N)
 *
 * with σ² the mean squared prediction errors. Window: the whole buffer. Order and window are ours: the paper states neither.
 *
 * @see LoRaTS §5.3.3; Sleeman and van Eck, "Robust automatic P-phase picking", 1999, Eq. 11
 */
export const autoregressiveAic: OnsetMethod = {
  name: "AIC",
  source: "LoRaTS §5.3.3; Sleeman and van Eck 1999",
  chirpsNeeded: () => 1,
  prepare: (setting) => ({
    detect: (iq) => {
      const count = iq.length >>> 1;
      const training = Math.min(AR_TRAINING, Math.floor(count / 4));
      const noise = fitModel(iq, 0, training);
      const signal = fitModel(iq, count - training, count);
      return bestSplit(iq, noise, signal, training) / setting.sampleRateHz;
    },
  }),
};

function bestSplit(
  iq: Float32Array,
  noise: Float64Array,
  signal: Float64Array,
  training: number,
): number {
  const count = iq.length >>> 1;
  let after = 0;
  for (let n = AR_ORDER; n < count; n++) after += predictionError(iq, signal, n);
  let before = 0;
  let best = Number.POSITIVE_INFINITY;
  let onset = training;
  for (let k = AR_ORDER; k < count - AR_ORDER; k++) {
    before += predictionError(iq, noise, k);
    after -= predictionError(iq, signal, k);
    if (k < training || k >= count - training) continue;
    const left = k + 1 - AR_ORDER;
    const right = count - k - 1;
    const tiny = Number.MIN_VALUE;
    const aic =
      left * Math.log(before / left + tiny) +
      (right - AR_ORDER) * Math.log(Math.max(after, 0) / right + tiny);
    if (aic >= best) continue;
    best = aic;
    onset = k + 1;
  }
  return onset;
}

/** Squared error of predicting sample n, I and Q each by the same coefficients, from the samples before it. */
function predictionError(iq: Float32Array, model: Float64Array, n: number): number {
  let re = iq[2 * n];
  let im = iq[2 * n + 1];
  for (let i = 0; i < AR_ORDER; i++) {
    re -= model[i] * iq[2 * (n - 1 - i)];
    im -= model[i] * iq[2 * (n - 1 - i) + 1];
  }
  return re * re + im * im;
}

/** Least-squares (covariance method) coefficients over samples `from` … `to` − 1, lightly regularised. */
function fitModel(iq: Float32Array, from: number, to: number): Float64Array {
  const n = AR_ORDER;
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let t = from + n; t < to; t++) {
    for (let i = 0; i < n; i++) {
      const a = 2 * (t - 1 - i);
      right[i] += iq[a] * iq[2 * t] + iq[a + 1] * iq[2 * t + 1];
      for (let j = 0; j <= i; j++) {
        const b = 2 * (t - 1 - j);
        normal[i * n + j] += iq[a] * iq[b] + iq[a + 1] * iq[b + 1];
      }
    }
  }
  for (let i = 0; i < n; i++) {
    normal[i * n + i] *= 1 + 1e-9;
    for (let j = 0; j < i; j++) normal[j * n + i] = normal[i * n + j];
  }
  const inverse = new Float64Array(n * n);
  const model = new Float64Array(n);
  // A constant or silent window has no model: it is predicted by zero.
  if (!invertSymmetric(normal, n, n, inverse, new Float64Array(choleskyWork(n)))) return model;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) model[i] += inverse[i * n + j] * right[j];
  }
  return model;
}
