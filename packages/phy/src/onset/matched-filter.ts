import { upChirp } from "../chirp.ts";
import { createFft } from "../fft.ts";
import type { OnsetMethod } from "./onset-detector.ts";

/**
 * Matched filter on I with a template of one up-chirp at a given phase: the paper's counter-example. The real template
 * matches only where its phase meets that of the signal, so the maximum wanders with the unknown phase difference, and with
 * bias by 1/μ seconds a hertz. With `template: "complex"` the modulus of the complex correlation is taken, which no phase can move.
 *
 * @see LoRaTS §5.3.3, Fig. 12
 */
export function matchedFilter(template: "real" | "complex", templatePhaseRad = 0): OnsetMethod {
  return {
    name: template === "real" ? "matched filter (real)" : "matched filter (complex modulus)",
    source: "LoRaTS §5.3.3, Fig. 12",
    chirpsNeeded: () => 1.5,
    prepare: (setting) => {
      const chirp = upChirp(setting.sf, setting.bwHz, setting.sampleRateHz);
      const c = Math.cos(templatePhaseRad);
      const s = Math.sin(templatePhaseRad);
      for (let n = 0; 2 * n < chirp.length; n++) {
        const re = chirp[2 * n] * c - chirp[2 * n + 1] * s;
        const im = chirp[2 * n] * s + chirp[2 * n + 1] * c;
        chirp[2 * n] = re;
        chirp[2 * n + 1] = template === "real" ? 0 : im;
      }
      return {
        detect: (iq) => {
          const correlation = correlate(iq, chirp, template === "real");
          let best = 0;
          for (let n = 1; n < correlation.length; n++) {
            if (correlation[n] > correlation[best]) best = n;
          }
          return best / setting.sampleRateHz;
        },
      };
    },
  };
}

/** Correlation at every whole lag: its real part (I with a real template) or its modulus. */
function correlate(iq: Float32Array, template: Float32Array, real: boolean): Float64Array {
  const count = iq.length >>> 1;
  const length = template.length >>> 1;
  const size = 2 ** Math.ceil(Math.log2(count + length));
  const signal = createFft(size);
  const other = createFft(size);
  for (let n = 0; n < count; n++) {
    signal.data[2 * n] = iq[2 * n];
    signal.data[2 * n + 1] = real ? 0 : iq[2 * n + 1];
  }
  other.data.set(template);
  signal.forward();
  other.forward();
  for (let k = 0; k < size; k++) {
    const a = signal.data[2 * k];
    const b = signal.data[2 * k + 1];
    const c = other.data[2 * k];
    const d = other.data[2 * k + 1];
    signal.data[2 * k] = a * c + b * d;
    signal.data[2 * k + 1] = b * c - a * d;
  }
  signal.inverse();
  const lags = new Float64Array(Math.max(0, count - length + 1));
  for (let n = 0; n < lags.length; n++) {
    const re = signal.data[2 * n];
    lags[n] = real ? re : Math.hypot(re, signal.data[2 * n + 1]);
  }
  return lags;
}
