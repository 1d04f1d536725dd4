// `npm run bench -- phy paper-figures [--full]`: Figures 12, 16 and 17 of the LoRaTS paper by its own procedure (20 traces a
// point, 20 % and 80 % percentiles), with what holds as printed and what does not.
import { SeededRandom, uniform } from "@lorats/base";
import { noisePower } from "../src/awgn.ts";
import {
  type ChirpSetting,
  LONG,
  directLeastSquares,
  evolve,
  SCIPY_DEFAULTS,
  linearRegression,
  secondChirp,
} from "../src/bias/index.ts";
import { autoregressiveAic, matchedFilter } from "../src/onset/index.ts";
import { JointEstimator } from "../src/joint/joint-estimator.ts";
import { loraParams } from "../src/params.ts";
import { synthesize } from "../src/signal/synth.ts";
import { type FrameWaveform, waveformOf } from "../src/signal/waveform.ts";

const RATE_HZ = 2.4e6;
const BW_HZ = 125_000;
/** The paper's channel. */
const CARRIER_HZ = 869.75e6;
const TRIALS = 20;
const full = process.argv.includes("--full");

export async function run(): Promise<void> {
  console.log(
    "SNR is over the sampled 2.4 MHz, as the paper's procedure implies; in 125 kHz it is 12.8 dB more.",
  );
  figure12();
  figure16();
  figure17();
  await Promise.resolve();
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}

const pair = (values: readonly number[]): string =>
  `${percentile(values, 0.2).toPrecision(3)} … ${percentile(values, 0.8).toPrecision(3)}`;

interface Trace {
  readonly iq: Float32Array;
  readonly onsetS: number;
  readonly biasHz: number;
}

/** A preamble after `quietChirps` chirps of noise, with bias in ±25 kHz unless given. */
function trace(
  waveform: FrameWaveform,
  snrDb: number,
  random: SeededRandom,
  shape: {
    quietChirps: number;
    chirps: number;
    biasHz?: number;
    phaseRad?: number;
    tied?: boolean;
  },
): Trace {
  const chirpS = 2 ** waveform.params.sf / BW_HZ;
  const onsetS = chirpS * (shape.quietChirps + 0.5 * uniform(random));
  const biasHz = shape.biasHz ?? 50_000 * (uniform(random) - 0.5);
  const iq = synthesize({
    sampleRateHz: RATE_HZ,
    durationS: onsetS + shape.chirps * chirpS,
    waveform,
    arrival: {
      onsetS,
      biasHz,
      phaseRad: shape.phaseRad ?? 2 * Math.PI * uniform(random),
      // Eq. (7) leaves the crystal's share in the chips out; only the joint estimator knows of it.
      ...(shape.tied && { carrierHz: CARRIER_HZ }),
    },
    snrDb,
    snrBandwidthHz: RATE_HZ,
    random,
  });
  return { iq, onsetS, biasHz };
}

function figure12(): void {
  const sf = 12;
  console.log(
    "\nFigure 12: error of the matched filter on I against the phase difference, one SF12 chirp, no bias",
  );
  const setting = {
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    preambleLength: 8,
    sync: [24, 32] as const,
  };
  const waveform = waveformOf(loraParams(sf, BW_HZ, { preambleLength: 1 }), []);
  const real = matchedFilter("real").prepare(setting);
  const complex = matchedFilter("complex").prepare(setting);
  const phases = full ? 16 : 8;
  let [worstReal, worstComplex] = [0, 0];
  for (const snrDb of [20, 0, -10]) {
    const random = new SeededRandom(12);
    const cells: string[] = [];
    for (let i = 0; i < phases; i++) {
      const phaseRad = (2 * Math.PI * i) / phases;
      const shape = { quietChirps: 0.2, chirps: 1.5, biasHz: 0, phaseRad };
      const t = trace(waveform, snrDb, random, shape);
      const errorReal = Math.abs(real.detect(t.iq) - t.onsetS);
      const errorComplex = Math.abs(complex.detect(t.iq) - t.onsetS);
      worstReal = Math.max(worstReal, errorReal);
      worstComplex = Math.max(worstComplex, errorComplex);
      cells.push(`${(errorReal * 1e6).toPrecision(3)}|${(errorComplex * 1e6).toPrecision(2)}`);
    }
    console.log(
      `  ${String(snrDb).padStart(4)} dB, µs real|complex modulus over 0 … 2π: ${cells.join("  ")}`,
    );
  }
  console.log(
    `  printed: up to tens of milliseconds. Here the real template errs by up to ${(worstReal * 1e3).toPrecision(2)} ms and the complex` +
      ` modulus by ${(worstComplex * 1e6).toPrecision(2)} µs: the phase hurts the real-valued filter only (lags of half a chirp were searched).`,
  );
}

function figure16(): void {
  console.log(
    `\nFigure 16: deviation of the onset against SNR, SF7, ${TRIALS} traces, RMS µs (20 … 80 % of the modulus)`,
  );
  const sf = 7;
  const setting = {
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    preambleLength: 8,
    sync: [24, 32] as const,
  };
  const waveform = waveformOf(loraParams(sf, BW_HZ), []);
  const aic = autoregressiveAic.prepare(setting);
  const joint = new JointEstimator({
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    carrierHz: CARRIER_HZ,
  });
  let atLowest = 0;
  for (const snrDb of [-20, -15, -10, -5, 0, 10, 20, 40]) {
    const random = new SeededRandom(16);
    const errors: number[] = [];
    const ours: number[] = [];
    for (let i = 0; i < TRIALS; i++) {
      const t = trace(waveform, snrDb, random, { quietChirps: 2, chirps: 12.5, tied: true });
      // AIC sees the onset and one chirp, ours the whole preamble from a place 30 µs and 3 kHz off.
      const window = t.iq.subarray(0, 2 * Math.ceil((t.onsetS + 128 / BW_HZ) * RATE_HZ));
      errors.push((aic.detect(window) - t.onsetS) * 1e6);
      const found = joint.estimate(t.iq, { onsetS: t.onsetS + 30e-6, biasHz: t.biasHz - 3000 });
      ours.push(((found?.onsetS ?? t.onsetS + 30e-6) - t.onsetS) * 1e6);
    }
    const rms = rmsOf(errors);
    if (snrDb === -20) atLowest = rms;
    console.log(
      `  ${String(snrDb).padStart(4)} dB: AIC ${rms.toPrecision(3).padStart(8)} (${pair(errors.map(Math.abs))}), joint ${rmsOf(ours).toPrecision(3)}`,
    );
  }
  console.log(
    `  printed: AIC below 5 µs down to −20 dB. Here ${atLowest.toPrecision(2)} µs there: chance; a change of power by 1 % cannot be placed` +
      " within a few thousand samples. Below 5 µs holds from about 0 dB.",
  );
}

function figure17(): void {
  console.log(
    `\nFigure 17: bias error on the second chirp, onset known, ${TRIALS} traces, 20 … 80 % percentiles in Hz`,
  );
  for (const sf of full ? [7, 8, 9] : [7]) {
    let held = true;
    let lost = 0;
    let trials = 0;
    for (const snrDb of full
      ? [-20, -18, -15, -10, -5, 0, 10, 20, 30, 40]
      : [-18, -10, 0, 20, 40]) {
      const row = figure17Row(sf, snrDb);
      lost += TRIALS - row.same;
      trials += TRIALS;
      if (snrDb === -18) held = percentile(row.direct, 0.8) < 120;
      console.log(
        `  SF${sf} ${String(snrDb).padStart(4)} dB: linear regression ${pair(row.regression)}; evolution by SciPy's defaults ${pair(row.short)};` +
          ` long ${pair(row.long)}; its optimum ${pair(row.direct)} (same as long in ${row.same} of ${TRIALS})`,
      );
    }
    console.log(
      `  printed: least squares within 120 Hz down to −18 dB. The least-squares optimum ${held ? "does so" : "does NOT do so"};` +
        ` differential evolution with SciPy's defaults stops before it gets there, run long it missed the optimum in ${lost} of ${trials} trials.`,
    );
  }
}

interface Figure17Row {
  readonly regression: number[];
  readonly short: number[];
  readonly long: number[];
  readonly direct: number[];
  readonly same: number;
}

function figure17Row(sf: number, snrDb: number): Figure17Row {
  const random = new SeededRandom(17 + sf);
  const setting: ChirpSetting = {
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    biasReachHz: 25_000,
    noisePower: noisePower(snrDb, RATE_HZ, RATE_HZ),
    random,
  };
  const waveform = waveformOf(loraParams(sf, BW_HZ, { preambleLength: 2 }), []);
  const regression = linearRegression.prepare(setting);
  const direct = directLeastSquares.prepare(setting);
  const row = { regression: [], short: [], long: [], direct: [], same: 0 } as {
    -readonly [K in keyof Figure17Row]: Figure17Row[K];
  };
  for (let i = 0; i < TRIALS; i++) {
    const t = trace(waveform, snrDb, random, { quietChirps: 0.1, chirps: 2.01 });
    const { iq, delayS } = secondChirp(t.iq, t.onsetS, setting);
    const found = direct.estimate(iq, delayS);
    const long = evolve(iq, delayS, setting, LONG);
    row.regression.push(Math.abs(regression.estimate(iq, delayS) - t.biasHz));
    row.short.push(Math.abs(evolve(iq, delayS, setting, SCIPY_DEFAULTS) - t.biasHz));
    row.long.push(Math.abs(long - t.biasHz));
    row.direct.push(Math.abs(found - t.biasHz));
    if (Math.abs(long - found) < 0.1) row.same++;
  }
  return row;
}

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
