import { chipsPerSymbol } from "./params.ts";

/**
 * Closed forms of LoRa's chirps. Time is in seconds from the start of the chirp in the transmitter's own clock; phase in
 * cycles, zero at the start. An up-chirp of symbol s starts at (s/2^SF − ½)·W, rises W²/2^SF hertz a second and wraps
 * from +W/2 to −W/2 at (1 − s/2^SF)·T; its phase is continuous, and the whole symbol turns by a whole number of cycles.
 *
 * @see Li, Hu, Song, Wang et al., the signal model behind LoRaTS §5.1; Vangelista, "Frequency Shift Chirp Modulation", 2017
 */

/** Phase in cycles of the up-chirp with `symbol` at time `t`, 0 ≤ t ≤ T. A down-chirp is its negative. */
export function chirpCycles(sf: number, bwHz: number, symbol: number, t: number): number {
  const chips = chipsPerSymbol(sf);
  const slope = (bwHz * bwHz) / chips;
  const start = (symbol / chips - 0.5) * bwHz;
  const wrap = (chips - symbol) / bwHz;
  const cycles = (start + 0.5 * slope * t) * t;
  return t < wrap ? cycles : cycles - bwHz * (t - wrap);
}

/** Instantaneous frequency in hertz of the up-chirp with `symbol` at time `t`. */
export function chirpHz(sf: number, bwHz: number, symbol: number, t: number): number {
  const chips = chipsPerSymbol(sf);
  const hz = (symbol / chips - 0.5) * bwHz + ((bwHz * bwHz) / chips) * t;
  return t < (chips - symbol) / bwHz ? hz : hz - bwHz;
}

/**
 * Samples of a base up-chirp at `sampleRateHz`, the first sample `delay` samples after the chirp's start (may be
 * fractional or negative: the chirp repeats periodically). `count` defaults to one symbol, rounded.
 */
export function upChirp(
  sf: number,
  bwHz: number,
  sampleRateHz: number,
  delay = 0,
  count: number = Math.round((chipsPerSymbol(sf) * sampleRateHz) / bwHz),
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(2 * count);
  const symbolS = chipsPerSymbol(sf) / bwHz;
  for (let n = 0; n < count; n++) {
    const t = (n + delay) / sampleRateHz;
    const cycles = chirpCycles(sf, bwHz, 0, t - Math.floor(t / symbolS) * symbolS);
    const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
    out[2 * n] = Math.cos(angle);
    out[2 * n + 1] = Math.sin(angle);
  }
  return out;
}
