/** The paper's sampling rate. */
export const PAPER_RATE_HZ = 2_400_000;

/** One ideal preamble chirp with amplitude 1, as the paper's equation (7) has it; interleaved I/Q. */
export function idealChirp(options: {
  readonly sf: number;
  readonly bwHz?: number;
  readonly rateHz?: number;
  readonly biasHz?: number;
  readonly phaseRad?: number;
}): Float32Array {
  const { sf, bwHz = 125_000, rateHz = PAPER_RATE_HZ, biasHz = 0, phaseRad = 0 } = options;
  const samples = Math.floor((2 ** sf / bwHz) * rateHz);
  const iq = new Float32Array(2 * samples);
  for (let n = 0; n < samples; n++) {
    const t = n / rateHz;
    const theta =
      ((Math.PI * bwHz ** 2) / 2 ** sf) * t * t - Math.PI * bwHz * t + 2 * Math.PI * biasHz * t;
    iq[2 * n] = Math.cos(theta + phaseRad);
    iq[2 * n + 1] = Math.sin(theta + phaseRad);
  }
  return iq;
}

/** Every `step`-th I sample against time in milliseconds. */
export function iTrace(iq: Float32Array, rateHz: number, step: number): [number, number][] {
  const points: [number, number][] = [];
  for (let n = 0; 2 * n < iq.length; n += step) points.push([(1000 * n) / rateHz, iq[2 * n]!]);
  return points;
}

/** Power in decibels by frequency (rows, the highest first) and time (columns): Hann windows of `window` samples. */
export function spectrogram(
  iq: Float32Array,
  rateHz: number,
  options: {
    readonly window: number;
    readonly columns: number;
    readonly rows: number;
    readonly spanHz: number;
  },
): { readonly cells: number[][]; readonly timesMs: number[]; readonly freqsKhz: number[] } {
  const { window, columns, rows, spanHz } = options;
  const hop = Math.max(1, Math.floor((iq.length / 2 - window) / (columns - 1)));
  const freqs = Array.from({ length: rows }, (_, r) => spanHz * (0.5 - (r + 0.5) / rows));
  const starts = Array.from({ length: columns }, (_, c) => c * hop);
  const cells = freqs.map((hz) =>
    starts.map((from) => {
      let re = 0;
      let im = 0;
      for (let n = 0; n < window; n++) {
        const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window);
        const angle = (-2 * Math.PI * hz * n) / rateHz;
        const [c, s] = [Math.cos(angle) * w, Math.sin(angle) * w];
        const i = iq[2 * (from + n)] ?? 0;
        const q = iq[2 * (from + n) + 1] ?? 0;
        re += i * c - q * s;
        im += i * s + q * c;
      }
      return Math.max(-40, 10 * Math.log10((re * re + im * im) / (window / 2) ** 2 + 1e-9));
    }),
  );
  return {
    cells,
    timesMs: starts.map((from) => Math.round((1e5 * (from + window / 2)) / rateHz) / 100),
    freqsKhz: freqs.map((hz) => Math.round(hz / 1000)),
  };
}
