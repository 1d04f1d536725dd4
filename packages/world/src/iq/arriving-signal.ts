import { gaussian, type Random } from "@lorats/base";
import { SincTable, TAPS } from "./sinc-table.ts";
import type { WaveformSource } from "./waveform-source.ts";

/** A waveform on its way into one antenna. Times are seconds of true time since the receiver's epoch. */
export interface Arrival {
  readonly source: WaveformSource;
  /** When the onset arrives. */
  readonly onsetS: number;
  /** The channel's nominal carrier. */
  readonly carrierHz: number;
  /** Error of the carrier, `epochS` after the onset. */
  readonly biasHz: number;
  readonly driftHzPerS: number;
  readonly epochS: number;
  /** Error of the transmitter's sampling clock at the same moment, relative (1e-6 is a ppm). */
  readonly clock: number;
  /** Its drift, relative, a second. */
  readonly clockDriftPerS: number;
  readonly phaseRad: number;
  /** Random walk of the carrier's phase: variance a second, rad². */
  readonly walkRad2PerS: number;
  readonly powerDbm: number;
}

/** The samples of a receiver that a signal is to be added to. */
export interface Span {
  /** True time of the first sample and distance of samples. */
  readonly startS: number;
  readonly stepS: number;
  /** What the local oscillator really runs at. */
  readonly tunedHz: number;
  /** Amplitude of a signal of 0 dBm. */
  readonly gain: number;
}

/** Phase and clock are straight lines over so many samples. A span is a whole number of them. */
const STRETCH = 64;

const tables = new Map<number, SincTable>();

/** Renders one arrival, span after span without gaps. */
export class ArrivingSignal {
  readonly arrival: Arrival;
  readonly #random: Random;
  #cycles: number;
  readonly #amplitude: number;

  constructor(arrival: Arrival, random: Random) {
    this.arrival = arrival;
    this.#random = random;
    this.#cycles = arrival.phaseRad / (2 * Math.PI);
    this.#amplitude = 10 ** (arrival.powerDbm / 20);
  }

  /** First and last moment at which the signal is there. */
  get startS(): number {
    return this.arrival.onsetS - (this.arrival.source.onset + TAPS) / this.arrival.source.rateHz;
  }
  get endS(): number {
    const { source, onsetS } = this.arrival;
    return onsetS + ((source.length - source.onset + TAPS) / source.rateHz) * (1 + 1e-3);
  }

  /** Adds the signal to interleaved `iq`. */
  addTo(iq: Float32Array, span: Span): void {
    const samples = iq.length / 2;
    const first = Math.floor((this.startS - span.startS) / span.stepS / STRETCH);
    const last = Math.ceil((this.endS - span.startS) / span.stepS / STRETCH);
    const end = Math.min(samples / STRETCH, last);
    for (let k = Math.max(0, first); k < end; k++) {
      this.#addStretch(iq, k * STRETCH, span);
    }
  }

  #addStretch(iq: Float32Array, at: number, span: Span): void {
    const { source, onsetS, carrierHz, biasHz, driftHzPerS, epochS, walkRad2PerS } = this.arrival;
    const v = span.startS + at * span.stepS - onsetS;
    const length = STRETCH * span.stepS;
    const position = this.#position(v);
    const step = (this.#position(v + length) - position) / STRETCH;
    const walk = (Math.sqrt(walkRad2PerS * length) * gaussian(this.#random)) / (2 * Math.PI);
    const hz = carrierHz - span.tunedHz + biasHz + driftHzPerS * (v + length / 2 - epochS);
    const turn = hz * span.stepS + walk / STRETCH;
    const from = Math.floor(position) - TAPS / 2 + 1;
    const to = Math.floor(position + step * STRETCH) + TAPS / 2 + 1;
    if (to > 0 && from < source.length) {
      const window = readPadded(source, from, to);
      const level = this.#amplitude * span.gain;
      const ratio = Math.min(1, step > 0 ? 1 / step : 1);
      interpolate(window, position - from, step, sincTable(ratio / 2), iq, at, {
        cycles: this.#cycles,
        turn,
        level,
      });
    }
    this.#cycles += STRETCH * turn;
    this.#cycles -= Math.floor(this.#cycles);
  }

  /** Sample of the source that is on the air `v` seconds after the onset. */
  #position(v: number): number {
    const { source, clock, clockDriftPerS, epochS } = this.arrival;
    const elapsed = v * (1 + clock) + clockDriftPerS * v * (v / 2 - epochS);
    return source.onset + elapsed * source.rateHz;
  }
}

function interpolate(
  window: Float32Array,
  start: number,
  step: number,
  table: SincTable,
  iq: Float32Array,
  at: number,
  carrier: { cycles: number; turn: number; level: number },
): void {
  const { rows, phases } = table;
  let re = carrier.level * Math.cos(2 * Math.PI * carrier.cycles);
  let im = carrier.level * Math.sin(2 * Math.PI * carrier.cycles);
  const cos = Math.cos(2 * Math.PI * carrier.turn);
  const sin = Math.sin(2 * Math.PI * carrier.turn);
  for (let n = 0; n < STRETCH; n++) {
    const position = start + n * step;
    const whole = Math.floor(position);
    let tap = Math.round((position - whole) * phases) * TAPS;
    let w = 2 * (whole - TAPS / 2 + 1);
    let x = 0;
    let y = 0;
    for (let i = 0; i < TAPS; i++) {
      const h = rows[tap++]!;
      x += h * window[w++]!;
      y += h * window[w++]!;
    }
    const k = 2 * (at + n);
    iq[k] = iq[k]! + x * re - y * im;
    iq[k + 1] = iq[k + 1]! + x * im + y * re;
    const next = re * cos - im * sin;
    im = re * sin + im * cos;
    re = next;
  }
}

/** Samples of a source, with silence where it has none. */
function readPadded(source: WaveformSource, from: number, to: number): Float32Array {
  if (from >= 0 && to <= source.length) return source.read(from, to);
  const padded = new Float32Array(2 * (to - from));
  const a = Math.max(0, from);
  const b = Math.min(source.length, to);
  if (b > a) padded.set(source.read(a, b), 2 * (a - from));
  return padded;
}

function sincTable(cutoff: number): SincTable {
  // A hundredth is fine enough, and keeps one table a rate instead of one a crystal.
  const rounded = Math.round(cutoff * 100) / 100;
  let table = tables.get(rounded);
  if (!table) tables.set(rounded, (table = new SincTable(rounded)));
  return table;
}
