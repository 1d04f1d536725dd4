import { writeFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { CallerError, SeededRandom, UnavailableError, toHex } from "@lorats/base";
import {
  type LoraParams,
  addFrame,
  addNoise,
  applyFrontEnd,
  encodeSamples,
  frameWaveform,
  iqBuffer,
  loraParams,
  noisePower,
  sampleFormat,
  sigmfMeta,
} from "@lorats/phy";

/** What `lorats phy synth` was told. */
export interface SynthOptions {
  readonly sf: number;
  readonly bw: number;
  readonly rate: number;
  readonly snr?: number;
  readonly bias: number;
  readonly drift: number;
  readonly onset: number;
  readonly phase: number;
  readonly cr: number;
  readonly payload: Uint8Array;
  readonly sync: number;
  readonly preamble: number;
  readonly seed: number;
  readonly format: string;
  readonly freq?: number;
  readonly offset: number;
  readonly clockPpm: number;
  readonly leadIn: number;
  readonly ramp: number;
  readonly duration?: number;
  readonly ldro?: "on" | "off";
  readonly header: boolean;
  readonly crc: boolean;
  readonly invertIq?: boolean;
  readonly dc: number;
  readonly imbalanceDb: number;
  readonly imbalanceDeg: number;
  readonly output: string;
}

/** Share of full scale that four standard deviations of noise and the signal together may fill in integer formats. */
const FULL = 0.9;

/** What is made lies in memory: 2 GiB of it, as cf32. */
const MOST_SAMPLES = 2 ** 28;

/** Makes the recording and its metadata. */
export function runSynth(options: SynthOptions): void {
  const named = extname(options.output).slice(1);
  const format = sampleFormat(options.format ?? (known(named) ? named : "cf32"));
  const params = paramsOf(options);
  if (options.rate < options.bw) {
    const message = `a sample rate of ${options.rate} Hz cannot hold ${options.bw} Hz`;
    throw new CallerError("PHY_BAD_RATE", message);
  }
  if (Math.abs(options.offset + options.bias) > options.rate / 2) {
    const message = `at ${options.rate} Hz a recording reaches no further than ${options.rate / 2} Hz either way`;
    throw new CallerError("PHY_BAD_RATE", message);
  }
  const waveform = frameWaveform(params, options.payload);
  const symbolS = 2 ** options.sf / options.bw;
  const durationS = options.duration ?? options.onset + waveform.durationS + 2 * symbolS + 0.001;
  if (options.onset < 0 || !(durationS > 0 && durationS * options.rate <= MOST_SAMPLES)) {
    const message = `a recording begins at 0 s and has at most ${MOST_SAMPLES} samples`;
    throw new CallerError("PHY_BAD_DURATION", message);
  }
  const noise = options.snr === undefined ? 0 : noisePower(options.snr, options.bw, options.rate);
  const amplitude = format.integer ? FULL / (1 + 4 * Math.sqrt(noise / 2)) : 1;
  const iq = iqBuffer(Math.ceil(durationS * options.rate));
  const carrierHz = options.freq === undefined ? undefined : options.freq + options.offset;
  addFrame(iq, options.rate, waveform, {
    onsetS: options.onset,
    biasHz: options.bias,
    offsetHz: options.offset,
    driftHzPerS: options.drift,
    ...(carrierHz === undefined ? {} : { carrierHz }),
    clockPpm: options.clockPpm,
    phaseRad: options.phase,
    leadInS: options.leadIn,
    rampS: options.ramp,
    amplitude,
  });
  if (noise > 0) addNoise(iq, noise * amplitude ** 2, new SeededRandom(options.seed));
  applyFrontEnd(iq, {
    dcI: options.dc,
    gainImbalanceDb: options.imbalanceDb,
    phaseImbalanceDeg: options.imbalanceDeg,
  });
  const start = Math.round(options.onset * options.rate);
  write(
    options,
    encodeSamples(format, iq),
    sigmfMeta({
      format,
      sampleRateHz: options.rate,
      freqHz: options.freq,
      dataset: basename(options.output),
      description: describe(options),
      annotation: {
        start,
        count: Math.round(waveform.durationS * options.rate),
        label: `LoRa SF${options.sf}`,
      },
    }),
  );
}

function known(extension: string): boolean {
  return ["cf32", "cs16", "cs8", "cu8"].includes(extension);
}

function paramsOf(options: SynthOptions): LoraParams {
  return loraParams(options.sf, options.bw, {
    cr: options.cr,
    crc: options.crc,
    explicitHeader: options.header,
    preambleLength: options.preamble,
    syncWord: options.sync,
    invertIq: options.invertIq ?? false,
    ...(options.ldro === undefined ? {} : { ldro: options.ldro === "on" }),
  });
}

function describe(options: SynthOptions): string {
  const snr = options.snr === undefined ? "no noise" : `SNR ${options.snr} dB in the bandwidth`;
  return `LoRa SF${options.sf}, ${options.bw} Hz, payload ${toHex(options.payload)}, bias ${options.bias} Hz, ${snr}`;
}

function write(options: SynthOptions, samples: Uint8Array, meta: string): void {
  if (options.output === "-") {
    process.stdout.write(samples);
    return;
  }
  const stem = options.output.slice(0, options.output.length - extname(options.output).length);
  try {
    writeFileSync(options.output, samples);
    writeFileSync(`${stem}.sigmf-meta`, meta);
  } catch (cause) {
    const message = `cannot write ${options.output}: ${(cause as Error).message}`;
    throw new UnavailableError("PHY_UNWRITABLE", message, { cause });
  }
}
