import type { SnippetDocument } from "@lorats/api";

/** Complex samples of a snippet. */
export interface Samples {
  readonly i: Float32Array;
  readonly q: Float32Array;
  readonly rateHz: number;
  /** Where the first preamble chirp begins, in samples. */
  readonly onset: number;
}

export function samplesOf({ iq }: SnippetDocument): Samples {
  const bytes = Int8Array.from(atob(iq.data), (char) => (char.charCodeAt(0) << 24) >> 24);
  const count = bytes.length >> 1;
  const i = new Float32Array(count);
  const q = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    i[n] = bytes[2 * n]! * iq.scale;
    q[n] = bytes[2 * n + 1]! * iq.scale;
  }
  return { i, q, rateHz: iq.sampleRateHz, onset: iq.onsetS * iq.sampleRateHz };
}

export interface DechirpedPhase {
  /** ms after the onset. */
  readonly ms: readonly number[];
  /** Unwrapped, in turns. */
  readonly turns: readonly number[];
  /** What the fitted bias says. */
  readonly model: readonly number[];
}

/** Preamble chirps that are drawn. */
const CHIRPS = 4;
const POINTS = 800;

/**
 * The phase of the preamble after its up-chirps are taken out. Within each chirp what is left turns with the bias;
 * the model is the gateway's own fit, laid through the middle.
 */
export function dechirpedPhase(
  samples: Samples,
  { sf, bwHz, biasHz, freqHz }: SnippetDocument["sighting"],
  centreHz: number,
): DechirpedPhase {
  const { i, q, rateHz, onset } = samples;
  const chirpS = 2 ** sf / bwHz;
  const first = Math.max(0, Math.ceil(onset));
  const end = Math.min(i.length, Math.floor(onset + CHIRPS * chirpS * rateHz));
  const carrierHz = freqHz - centreHz;
  const step = Math.max(1, Math.floor((end - first) / POINTS));
  const ms: number[] = [];
  const turns: number[] = [];
  let before = 0;
  let wraps = 0;
  for (let n = first; n < end; n++) {
    const t = (n - onset) / rateHz;
    const within = t % chirpS;
    const chirp = (-bwHz / 2) * within + (bwHz / (2 * chirpS)) * within * within + carrierHz * t;
    const angle = Math.atan2(q[n]!, i[n]!) / (2 * Math.PI) - chirp;
    const wrapped = angle - Math.round(angle);
    if (wrapped - before > 0.5) wraps--;
    else if (wrapped - before < -0.5) wraps++;
    before = wrapped;
    if ((n - first) % step === 0) {
      ms.push(t * 1000);
      turns.push(wrapped + wraps);
    }
  }
  const middle = meanOf(turns.map((turn, k) => turn - (biasHz * ms[k]!) / 1000));
  return { ms, turns, model: ms.map((at) => middle + (biasHz * at) / 1000) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

export interface Spectrogram {
  readonly columns: number;
  readonly bins: number;
  /** dB, column by column, lowest frequency first. */
  readonly levels: Float32Array;
}

const BINS = 64;
const COLUMNS = 320;

/** Power over time and frequency, by short Fourier transforms with a Hann window. */
export function spectrogramOf({ i, q }: Samples): Spectrogram {
  const columns = Math.min(COLUMNS, Math.max(1, i.length - BINS));
  const levels = new Float32Array(columns * BINS);
  const hop = (i.length - BINS) / columns;
  for (let column = 0; column < columns; column++) {
    const start = Math.floor(column * hop);
    for (let bin = 0; bin < BINS; bin++) {
      levels[column * BINS + bin] = powerDb(i, q, start, bin - BINS / 2);
    }
  }
  return { columns, bins: BINS, levels };
}

function powerDb(i: Float32Array, q: Float32Array, start: number, cycles: number): number {
  let re = 0;
  let im = 0;
  for (let n = 0; n < BINS; n++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / BINS);
    const angle = (-2 * Math.PI * cycles * n) / BINS;
    const [c, s] = [Math.cos(angle) * hann, Math.sin(angle) * hann];
    re += i[start + n]! * c - q[start + n]! * s;
    im += i[start + n]! * s + q[start + n]! * c;
  }
  return 10 * Math.log10(re * re + im * im + 1e-20);
}
