import {
  type DecodedPayload,
  type FirstBlock,
  decodeFirstBlock,
  decodePayload,
  payloadNibbles,
} from "../codec/decode-frame.ts";
import { FIRST_BLOCK_SYMBOLS, dataSymbolCount } from "../codec/encode-frame.ts";
import type { HeaderFields } from "../codec/header.ts";
import { SFD_SYMBOLS, ldroIsCustomary, paddingSymbols } from "../params.ts";
import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import type { ArrivalEstimate } from "./received-frame.ts";
import { SymbolDemodulator } from "./symbol-demodulator.ts";
import type { Synchronisation } from "./synchronisation.ts";

/** What demodulation found out about a frame. `estimate` is the receiver's, made when the preamble was complete. */
export interface TrackedFrame {
  readonly sync: Synchronisation;
  readonly fields: HeaderFields | null;
  readonly explicit: boolean;
  readonly ldro: boolean | null;
  readonly decoded: DecodedPayload | null;
  readonly symbols: Uint16Array;
  readonly estimate: ArrivalEstimate;
  /** See `LoraParams`. */
  readonly sx127x: boolean;
  /** Another frame had been taken out of the stream before this one was read. */
  readonly cleaned: boolean;
}

/** What the receiver knows beside the synchronisation. */
export interface TrackerOptions {
  readonly bwHz: number;
  /** Symbol clock against the receiver's, and its standard deviation. */
  readonly clock: number;
  readonly clockSd: number;
  /** How much too late the synchronisation is. */
  readonly lateChips: number;
  /** Carrier at the first data symbol beside the synchronisation's, in bins. */
  readonly offset: number;
  /** Change of the tone from symbol to symbol that the carrier's drift makes, in bins, and its standard deviation. */
  readonly slope: number;
  readonly slopeSd: number;
  /** Expect frames without header, of this shape. */
  readonly implicit?: HeaderFields | undefined;
  /** See `TrackedFrame`. */
  readonly cleaned: boolean;
}

/**
 * Demodulates one frame symbol by symbol as samples arrive. Low-data-rate optimisation cannot be known: soft bits
 * are kept at both rates, and the CRC decides; without a CRC the symbols' remainders modulo 4 do.
 */
export class FrameTracker {
  readonly sync: Synchronisation;
  readonly #window: ChirpWindow;
  readonly #options: TrackerOptions;
  #demodulator: SymbolDemodulator;
  /** How SF5 and SF6 are read: as SX126x chips send them first, and if that makes no sense as SX127x do. */
  #sx127x = false;
  readonly #estimate: ArrivalEstimate;
  #full: Float32Array;
  #reduced: Float32Array;
  readonly #symbols: number[] = [];
  /** Start in chips and carrier in bins of each symbol so far. */
  readonly #places: number[] = [];
  #block: FirstBlock | null = null;
  #fields: HeaderFields | null = null;
  #result: TrackedFrame | null = null;

  constructor(
    window: ChirpWindow,
    sync: Synchronisation,
    estimate: ArrivalEstimate,
    options: TrackerOptions,
  ) {
    this.sync = sync;
    this.#estimate = estimate;
    this.#window = window;
    this.#options = options;
    this.#demodulator = this.#begin();
    this.#full = new Float32Array(64 * window.sf);
    this.#reduced = new Float32Array(64 * window.sf);
  }

  #begin(): SymbolDemodulator {
    const { sfdChip, bins, amplitude } = this.sync;
    const symbolChips = this.#window.chips * (1 - this.#options.clock);
    const before = SFD_SYMBOLS + paddingSymbols(this.#window.sf, this.#sx127x);
    const firstChip = sfdChip - this.#options.lateChips + before * symbolChips;
    return new SymbolDemodulator(this.#window, { ...this.#options, firstChip, bins, amplitude });
  }

  /** Reads SF5 or SF6 again from the first symbol, the other way; returns false when there is none. */
  #readOtherwise(): boolean {
    // SX127x chips know SF6 without header only: five nibbles do not fit in its first block.
    if (this.#window.sf > 6 || this.#sx127x || !this.#options.implicit) return false;
    this.#sx127x = true;
    this.#symbols.length = 0;
    this.#places.length = 0;
    this.#fields = null;
    this.#demodulator = this.#begin();
    return true;
  }

  /** Sample index that the stream must have reached before `step` makes progress. */
  get needs(): number {
    return this.#demodulator.needs;
  }

  /** First sample of the frame: whoever overlaps with it may have to be taken out, and it demodulated again. */
  get keeps(): number {
    return Math.floor(this.startChip * this.#window.samplesPerChip) - this.#window.samples;
  }

  get startChip(): number {
    return this.sync.sfdChip - (this.sync.preambleLength + 2) * this.#window.chips;
  }

  /** Chip up to which the frame has been demodulated. */
  get chip(): number {
    return this.#demodulator.chip;
  }

  /** Takes a frame that was received well out of the stream. `symbols` are its true data symbols. */
  subtract(history: IqHistory, symbols: ArrayLike<number>): void {
    const window = this.#window;
    const { chips } = window;
    const { sfdChip, bins, preambleLength, syncSymbols } = this.sync;
    const symbolChips = chips * (1 - this.#options.clock);
    const take = (slot: number, symbol: number, down = false, share = 1): void =>
      window.subtract(history, sfdChip + slot * symbolChips, bins, symbol, down, share);
    for (let i = 1; i <= preambleLength; i++) take(-2 - i, 0);
    for (const [i, symbol] of (syncSymbols ?? []).entries()) take(i - 2, symbol);
    take(0, 0, true);
    take(1, 0, true);
    take(2, 0, true, 0.25);
    const padding = paddingSymbols(window.sf, this.#sx127x);
    for (let i = 0; i < padding; i++) take(SFD_SYMBOLS + i, 0);
    const count = Math.min(symbols.length, this.#places.length / 2);
    for (let i = 0; i < count; i++) {
      const [chip, at] = [this.#places[2 * i], this.#places[2 * i + 1]];
      window.subtract(history, chip, at, symbols[i], false, 1);
    }
  }

  /** Demodulates one more symbol; returns the frame when it is complete, or has failed. */
  step(history: IqHistory): TrackedFrame | null {
    const { sf } = this.#window;
    const i = this.#symbols.length;
    this.#reserve(i + 1);
    this.#places.push(this.#demodulator.chip, this.#demodulator.bins);
    const decision = this.#demodulator.next(
      history,
      this.#full,
      i * sf,
      this.#reduced,
      i * (sf - 2),
    );
    this.#symbols.push(decision.symbol);
    const count = this.#symbols.length;
    if (count === FIRST_BLOCK_SYMBOLS) this.#readFirstBlock();
    if (count >= FIRST_BLOCK_SYMBOLS && this.#fields) this.#readPayload(this.#fields, count);
    return this.#result;
  }

  /** Ends a frame that the stream's end cut short: the payload, if all symbols are there at the full rate after all. */
  abandon(): TrackedFrame {
    const result = this.#state();
    const fields = this.#fields;
    if (!fields) return result;
    const explicitHeader = this.#options.implicit === undefined;
    const { cr, crc } = fields;
    const shape = { sf: this.#window.sf, cr, crc, explicitHeader, sx127x: this.#sx127x };
    const full = dataSymbolCount({ ...shape, ldro: false }, fields.length);
    if (this.#symbols.length < full) return result;
    return { ...result, ldro: false, decoded: this.#decode(fields, false) };
  }

  #state(): TrackedFrame {
    return {
      sync: this.sync,
      fields: this.#fields,
      explicit: this.#options.implicit === undefined,
      ldro: null,
      decoded: null,
      symbols: Uint16Array.from(this.#symbols),
      estimate: this.#estimate,
      sx127x: this.#sx127x,
      cleaned: this.#options.cleaned,
    };
  }

  #readFirstBlock(): void {
    const { sf } = this.#window;
    const whole = sf < 7 && !this.#sx127x;
    this.#block = decodeFirstBlock(whole ? this.#full : this.#reduced, sf, this.#sx127x);
    this.#fields = this.#options.implicit ?? this.#block.header;
    if (!this.#fields) this.#finish(null, null);
  }

  #readPayload(fields: HeaderFields, count: number): void {
    const { sf } = this.#window;
    const explicitHeader = this.#options.implicit === undefined;
    const sx127x = this.#sx127x;
    const shape = { sf, cr: fields.cr, crc: fields.crc, explicitHeader, sx127x };
    const full = dataSymbolCount({ ...shape, ldro: false }, fields.length);
    const reduced = dataSymbolCount({ ...shape, ldro: true }, fields.length);
    if (count === full && (fields.crc || sf < 7 || !this.#looksReduced(count))) {
      const decoded = this.#decode(fields, false);
      if (sf < 7 && decoded.crcOk === false && this.#readOtherwise()) return;
      if (!fields.crc || decoded.crcOk || sf < 7) return this.#finish(decoded, false);
    }
    if (count < Math.max(full, reduced)) return;
    const low = this.#decode(fields, true);
    const high = this.#decode(fields, false);
    if (low.crcOk === false && !this.#looksReduced(count)) this.#finish(high, false);
    else this.#finish(low, true);
  }

  #decode(fields: HeaderFields, ldro: boolean): DecodedPayload {
    const { sf } = this.#window;
    const bits = ldro ? sf - 2 : sf;
    const soft = (ldro ? this.#reduced : this.#full).subarray(FIRST_BLOCK_SYMBOLS * bits);
    const nibbles = payloadNibbles(this.#block!, this.#options.implicit === undefined);
    return decodePayload(fields, nibbles, soft, sf, ldro);
  }

  /** Whether most payload symbols are ≡ 1 mod 4, as the reduced rate sends them; custom decides when there is no saying. */
  #looksReduced(count: number): boolean {
    const payload = this.#symbols.slice(FIRST_BLOCK_SYMBOLS, count);
    if (payload.length < 5) return ldroIsCustomary(this.#window.sf, this.#options.bwHz);
    return payload.filter((symbol) => symbol % 4 === 1).length > 0.85 * payload.length;
  }

  #finish(decoded: DecodedPayload | null, ldro: boolean | null): void {
    this.#result = { ...this.#state(), ldro, decoded };
  }

  #reserve(symbols: number): void {
    const { sf } = this.#window;
    if (symbols * sf <= this.#full.length) return;
    this.#full = grown(this.#full);
    this.#reduced = grown(this.#reduced);
  }
}

function grown(array: Float32Array): Float32Array {
  const out = new Float32Array(2 * array.length);
  out.set(array);
  return out;
}
