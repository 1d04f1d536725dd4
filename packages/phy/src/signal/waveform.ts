import { chirpCycles, chirpHz } from "../chirp.ts";
import { encodeFrame } from "../codec/encode-frame.ts";
import {
  type LoraParams,
  SFD_SYMBOLS,
  biasEpochSeconds,
  chipsPerSymbol,
  paddingSymbols,
  syncWordSymbols,
} from "../params.ts";

/** One chirp of a frame; `share` of it is sent (the SFD ends with a quarter). */
export interface FrameChirp {
  readonly symbol: number;
  readonly down: boolean;
  readonly share: number;
}

/** A frame as a function of the transmitter's time: what the antenna would radiate with an ideal crystal. */
export interface FrameWaveform {
  readonly params: LoraParams;
  readonly chirps: readonly FrameChirp[];
  /** Start of each chirp in seconds after the onset, with the end of the last one appended. */
  readonly startS: Float64Array;
  readonly durationS: number;
  /** When bias is stated, seconds after the onset. */
  readonly epochS: number;
}

const up = (symbol: number): FrameChirp => ({ symbol, down: false, share: 1 });
const down = (share: number): FrameChirp => ({ symbol: 0, down: true, share });

/** Preamble, sync word, SFD and data of a payload. */
export function frameWaveform(params: LoraParams, payload: Uint8Array): FrameWaveform {
  return waveformOf(params, encodeFrame(params, payload));
}

/** The same from data symbols (an empty list gives the bare preamble, sync word and SFD). */
export function waveformOf(params: LoraParams, symbols: ArrayLike<number>): FrameWaveform {
  const chirps = [
    ...Array.from({ length: params.preambleLength }, () => up(0)),
    ...syncWordSymbols(params.sf, params.syncWord).map(up),
    ...[1, 1, SFD_SYMBOLS - 2].map(down),
    ...Array.from({ length: paddingSymbols(params.sf, params.sx127x) }, () => up(0)),
    ...Array.from(symbols, up),
  ];
  const symbolS = chipsPerSymbol(params.sf) / params.bwHz;
  const startS = new Float64Array(chirps.length + 1);
  for (let i = 0; i < chirps.length; i++) startS[i + 1] = startS[i] + chirps[i].share * symbolS;
  return {
    params,
    chirps,
    startS,
    durationS: startS[chirps.length],
    epochS: biasEpochSeconds(params.sf, params.bwHz, params.preambleLength),
  };
}

/**
 * Phase in cycles at transmitter time `u` inside chirp `index`. A chirp starts at phase 0 because each whole one before it
 * turned by whole cycles, except that the quarter at the SFD's end leaves its phase to what follows.
 */
export function waveformCycles(waveform: FrameWaveform, index: number, u: number): number {
  const { sf, bwHz, invertIq } = waveform.params;
  const chirp = waveform.chirps[index];
  const t = u - waveform.startS[index];
  const cycles = chirpCycles(sf, bwHz, chirp.symbol, t) * (chirp.down ? -1 : 1);
  const carried = index > sfdEnd(waveform) ? -chirpCycles(sf, bwHz, 0, symbolQuarter(waveform)) : 0;
  return invertIq ? -(cycles + carried) : cycles + carried;
}

/** Instantaneous frequency in hertz at transmitter time `u` inside chirp `index`. */
export function waveformHz(waveform: FrameWaveform, index: number, u: number): number {
  const { sf, bwHz, invertIq } = waveform.params;
  const chirp = waveform.chirps[index];
  const hz = chirpHz(sf, bwHz, chirp.symbol, u - waveform.startS[index]);
  return chirp.down === invertIq ? hz : -hz;
}

/** Seconds into chirp `index` at which its frequency wraps, or infinity when it does not. */
export function wrapSeconds(waveform: FrameWaveform, index: number): number {
  const { sf, bwHz } = waveform.params;
  const { symbol } = waveform.chirps[index];
  return symbol === 0 ? Number.POSITIVE_INFINITY : (chipsPerSymbol(sf) - symbol) / bwHz;
}

function sfdEnd(waveform: FrameWaveform): number {
  return waveform.params.preambleLength + 4;
}

function symbolQuarter(waveform: FrameWaveform): number {
  return ((SFD_SYMBOLS - 2) * chipsPerSymbol(waveform.params.sf)) / waveform.params.bwHz;
}
