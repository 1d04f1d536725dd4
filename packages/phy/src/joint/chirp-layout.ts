import { SFD_SYMBOLS, SYNC_SYMBOLS, paddingSymbols } from "../params.ts";
import type { FrameChirp, FrameWaveform } from "../signal/waveform.ts";

/**
 * Where each chirp of a known waveform lies and how its frequency runs, in the transmitter's own time.
 *
 * A layout is the data-independent half of a signal model: estimators, bounds and whole-frame refinement all fit the same
 * description, so a bound is always that of the very model fitted.
 */

/** Chirps in order, cut into segments of linear frequency (a shifted chirp has two). All arrays are per segment. */
export interface ChirpLayout {
  readonly sf: number;
  readonly bwHz: number;
  /** Seconds of one whole chirp. */
  readonly chirpS: number;
  readonly chirpCount: number;
  /** Seconds of the whole layout. */
  readonly durationS: number;
  /** Seconds after the onset at which bias is stated: the middle of the layout unless said otherwise. */
  readonly epochS: number;
  readonly segmentCount: number;
  /** Seconds since the onset. */
  readonly startS: Float64Array;
  readonly endS: Float64Array;
  /** Baseband frequency at the segment's start, hertz, and its slope in Hz/s. */
  readonly startHz: Float64Array;
  readonly slopeHzPerS: Float64Array;
  /** Phase at the segment's start, in cycles. The waveform's phase is continuous. */
  readonly startCycles: Float64Array;
  /** Index of the chirp that the segment belongs to. */
  readonly chirp: Int32Array;
}

export interface LayoutOptions {
  /** Conjugated waveform: LoRaWAN downlinks. */
  readonly inverted?: boolean;
  /** Seconds after the onset at which bias is stated. Default: the middle. */
  readonly epochS?: number;
}

/** Lays chirps out one after another, phase-continuous as chips send them. */
export function layOut(
  sf: number,
  bwHz: number,
  items: readonly FrameChirp[],
  options: LayoutOptions = {},
): ChirpLayout {
  const chips = 2 ** sf;
  const chirpS = chips / bwHz;
  const slope = (bwHz * bwHz) / chips;
  const sign = options.inverted ? -1 : 1;
  const rows: { start: number; end: number; hz: number; slope: number; chirp: number }[] = [];
  let at = 0;
  for (const [chirp, item] of items.entries()) {
    const direction = item.down ? -1 : 1;
    const end = at + item.share * chirpS;
    const shift = item.down ? 0 : item.symbol / chips;
    const from = direction * (shift - 0.5) * bwHz;
    const wrap = at + (1 - shift) * chirpS;
    const first = Math.min(wrap, end);
    rows.push({ start: at, end: first, hz: sign * from, slope: sign * direction * slope, chirp });
    if (first < end) {
      const hz = sign * direction * -0.5 * bwHz;
      rows.push({ start: first, end, hz, slope: sign * direction * slope, chirp });
    }
    at = end;
  }
  const startCycles = new Float64Array(rows.length);
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i - 1];
    const length = row.end - row.start;
    const cycles = startCycles[i - 1] + (row.hz + 0.5 * row.slope * length) * length;
    startCycles[i] = cycles - Math.floor(cycles);
  }
  return {
    sf,
    bwHz,
    chirpS,
    chirpCount: items.length,
    durationS: at,
    epochS: options.epochS ?? at / 2,
    segmentCount: rows.length,
    startS: Float64Array.from(rows, (row) => row.start),
    endS: Float64Array.from(rows, (row) => row.end),
    startHz: Float64Array.from(rows, (row) => row.hz),
    slopeHzPerS: Float64Array.from(rows, (row) => row.slope),
    startCycles,
    chirp: Int32Array.from(rows, (row) => row.chirp),
  };
}

const up = (symbol: number): FrameChirp => ({ symbol, down: false, share: 1 });
const down = (share: number): FrameChirp => ({ symbol: 0, down: true, share });

/** Preamble, sync word and start-frame delimiter: `preambleLength` + 2 + 2.25 chirps, epoch in the middle. */
export function preambleLayout(
  sf: number,
  bwHz: number,
  preambleLength: number,
  sync: readonly [number, number],
  options: LayoutOptions = {},
): ChirpLayout {
  const ups = Array.from({ length: preambleLength }, () => up(0));
  return layOut(
    sf,
    bwHz,
    [...ups, up(sync[0]), up(sync[1]), down(1), down(1), down(0.25)],
    options,
  );
}

/** Only the first `count` up-chirps: what is left of a preamble that a collision cuts short. */
export function upChirpLayout(
  sf: number,
  bwHz: number,
  count: number,
  options: LayoutOptions = {},
): ChirpLayout {
  return layOut(
    sf,
    bwHz,
    Array.from({ length: count }, () => up(0)),
    options,
  );
}

/**
 * A whole frame whose symbols are known; epoch in the middle of preamble + sync + SFD.
 *
 * @param advanceChips 0: data symbols as textbooks draw them. 1: as SX127x chips were seen to send them: the SFD ends one
 * chip early and each symbol is one lower. The tones are the same, but the phases between chirps are not: dechirped as textbook symbols,
 * recorded ones turn by π/2 + 2πs/2^SF.
 */
export function waveformLayout(waveform: FrameWaveform, advanceChips: 0 | 1 = 0): ChirpLayout {
  const { params, chirps, epochS } = waveform;
  const { sf, bwHz, invertIq, sx127x } = params;
  const chips = 2 ** sf;
  const head =
    params.preambleLength + SYNC_SYMBOLS + Math.ceil(SFD_SYMBOLS) + paddingSymbols(sf, sx127x);
  const items = chirps.map((chirp, i) => {
    const { symbol, down, share } = chirp;
    if (i === head - 1) return { symbol, down, share: share - advanceChips / chips };
    if (i < head) return chirp;
    return { symbol: (symbol - advanceChips + chips) % chips, down, share };
  });
  return layOut(sf, bwHz, items, { inverted: invertIq, epochS });
}
