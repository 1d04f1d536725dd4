import { readFileSync } from "node:fs";
import { Analyzer } from "../src/analyzer.ts";
import { createFft } from "../src/fft.ts";
import { SampleDecoder } from "../src/formats/sample-decoder.ts";
import { sampleFormat } from "../src/formats/sample-format.ts";
import { iqBuffer, iqLength, iqSlice } from "../src/iq.ts";

const RATE = 2.4e6;
const [SF, BW_HZ] = [11, 500_000];
/** The channel beside the tuned centre. */
const OFFSET_HZ = -14_075;
const SYMBOL_S = 2 ** SF / BW_HZ;
/** Chirps of the preamble that are looked at. */
const CHIRPS = [2, 18] as const;
/** What lies within about ±5 kHz of the dechirped tone is the frame itself, samples of its mean. */
const OWN = 241;
/** Part of a chirp's begin and end that is left out, samples. */
const EDGE = 100;
const BLOCK = 512;
/** Share of the channel that is looked at, so that no filter's edge counts. */
const INNER = 0.4;

/**
 * What a genuine frame leaves in its channel beside itself: a replay carries the noise of its recording and its radio's own
 * oscillator, which would have to stand out from that. `npm run bench -- pedestal`
 */
export function run(): void {
  console.log(
    "| recording | residual under the frame | between chirps (σ) | above the channel before it | strongest line over the median |",
  );
  console.log("| -- | -- | -- | -- | -- |");
  for (const name of ["8gb_frame00", "8gb_frame08", "signal_frame00"]) {
    const { residualDb, sdDb, riseDb, lineDb } = measure(name);
    console.log(
      `| ${name} | ${residualDb.toFixed(1)} dB of the signal | ${sdDb.toFixed(2)} dB | ${riseDb > 0 ? `${riseDb.toFixed(1)} dB` : "another frame was there"} | ${lineDb.toFixed(1)} dB |`,
    );
  }
}

function measure(name: string) {
  const file = new URL(`fixtures/sonde-433-sf11/${name}.cu8`, import.meta.url);
  const iq = new SampleDecoder(sampleFormat("cu8")).push(readFileSync(file)).slice();
  const channel = { sampleRateHz: RATE, bwsHz: [BW_HZ], sfs: [SF], offsetHz: OFFSET_HZ };
  const analyzer = new Analyzer({ ...channel, carrierHz: 433e6 });
  const [frame] = [...analyzer.push(iq), ...analyzer.flush()];
  const { onsetS, biasHz } = frame!;
  const centreHz = OFFSET_HZ + biasHz;
  // The sonde keys its carrier some milliseconds before the first chirp.
  const before = density(iqSlice(iq, 0, Math.floor((onsetS - 0.0045) * RATE)), centreHz);
  const powers: number[] = [];
  const lines = new Float64Array(BLOCK);
  for (let chirp = CHIRPS[0]; chirp < CHIRPS[1]; chirp++) {
    const { residual, power } = withoutChirp(iq, onsetS + chirp * SYMBOL_S, centreHz);
    const spectrum = density(residual, centreHz);
    for (let i = 0; i < spectrum.length; i++) lines[i]! += spectrum[i]!;
    powers.push(decibels((mean(spectrum) * BW_HZ) / RATE / power));
  }
  const inner = [...lines.subarray(0, before.length)].toSorted((a, b) => a - b);
  const during = mean(inner) / (CHIRPS[1] - CHIRPS[0]);
  const residualDb = mean(powers);
  return {
    residualDb,
    sdDb: Math.sqrt(mean(powers.map((one) => (one - residualDb) ** 2))),
    riseDb: decibels(during / mean(before)),
    lineDb: decibels(inner.at(-1)! / inner[inner.length >> 1]!),
  };
}

/** One chirp's samples without the chirp, and the chirp's power. */
function withoutChirp(iq: Float32Array, onsetS: number, centreHz: number) {
  const from = Math.round(onsetS * RATE) + EDGE;
  const length = Math.floor(SYMBOL_S * RATE) - 2 * EDGE;
  const chirp = iqBuffer(length);
  const tone = iqBuffer(length);
  for (let i = 0; i < length; i++) {
    const t = (from + i) / RATE - onsetS;
    const phase = 2 * Math.PI * ((centreHz - BW_HZ / 2) * t + (BW_HZ / SYMBOL_S / 2) * t * t);
    const [re, im] = [Math.cos(phase), Math.sin(phase)];
    chirp.set([re, im], 2 * i);
    const [x, y] = [iq[2 * (from + i)], iq[2 * (from + i) + 1]];
    tone.set([x * re + y * im, y * re - x * im], 2 * i);
  }
  const own = smoothed(tone, OWN);
  const residual = iqBuffer(length);
  let power = 0;
  for (let i = 0; i < length; i++) {
    const [re, im] = [chirp[2 * i], chirp[2 * i + 1]];
    const [x, y] = [tone[2 * i] - own[2 * i], tone[2 * i + 1] - own[2 * i + 1]];
    residual.set([x * re - y * im, x * im + y * re], 2 * i);
    power += own[2 * i] ** 2 + own[2 * i + 1] ** 2;
  }
  return { residual: iqSlice(residual, OWN, length - OWN), power: power / length };
}

/** The mean of each sample's neighbourhood, so many samples wide. */
function smoothed(iq: Float32Array, width: number): Float32Array {
  const out = iqBuffer(iqLength(iq));
  const half = width >> 1;
  for (let i = 0; i < iqLength(iq); i++) {
    const [low, high] = [Math.max(0, i - half), Math.min(iqLength(iq), i + half + 1)];
    let [re, im] = [0, 0];
    for (let k = low; k < high; k++) {
      re += iq[2 * k];
      im += iq[2 * k + 1];
    }
    out.set([re / (high - low), im / (high - low)], 2 * i);
  }
  return out;
}

/** Power of each bin within the channel, on the scale of |x|² of a flat spectrum. */
function density(iq: Float32Array, centreHz: number): Float64Array {
  const fft = createFft(BLOCK);
  const most = Math.floor((INNER * BW_HZ * BLOCK) / RATE);
  const centre = Math.round((centreHz * BLOCK) / RATE);
  const sum = new Float64Array(2 * most + 1);
  let blocks = 0;
  for (let from = 0; from + BLOCK <= iqLength(iq); from += BLOCK / 2) {
    for (let i = 0; i < BLOCK; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / BLOCK);
      fft.data[2 * i] = window * iq[2 * (from + i)];
      fft.data[2 * i + 1] = window * iq[2 * (from + i) + 1];
    }
    fft.forward();
    for (let b = -most; b <= most; b++) {
      const k = (centre + b + BLOCK) % BLOCK;
      sum[b + most]! += fft.data[2 * k] ** 2 + fft.data[2 * k + 1] ** 2;
    }
    blocks++;
  }
  // Hann's window keeps 3/8 of the power.
  return sum.map((one) => one / (blocks * BLOCK * 0.375));
}

function mean(values: Iterable<number>): number {
  let [sum, n] = [0, 0];
  for (const one of values) {
    sum += one;
    n++;
  }
  return sum / n;
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio);
}
