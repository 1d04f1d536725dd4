import { DcRemover, SampleDecoder, sampleFormat } from "@lorats/phy";
import type { Snippet } from "../snippets/snippet.ts";
import { SpectrumMeter } from "../spectrum/spectrum-meter.ts";
import { ReceiverBank, type ReceiverBankOptions } from "./receiver-bank.ts";
import type { ReceiverFindings, SnippetQuery, WatchReport } from "./receiver-messages.ts";
import { Watch, type WatchOrder } from "./watch.ts";

/** What a receiver of raw bytes needs; plain data, so that it can cross to a worker. */
export interface StreamReceiverOptions extends ReceiverBankOptions {
  /** Name of the sample format, such as `cu8`. */
  readonly format: string;
  /** Measure the spectrum too: bins and seconds of a row. */
  readonly spectrum: { readonly bins: number; readonly rowS: number } | null;
}

/** State of the analogue side, over everything since the last question. */
export interface SignalHealth {
  /** Share of samples at the end of their range. */
  readonly clippedShare: number;
  /** Median over the channels. */
  readonly noiseDbfs: number | null;
}

/** Samples that are worked on at once: a dongle's buffer of eight times as many would need as much more memory on the way. */
const PIECE = 16_384;

/** From raw bytes to what is in them: decoding, removal of DC, spectrum, channels, receivers, watches. */
export class StreamReceiver {
  readonly #options: StreamReceiverOptions;
  readonly #bank: ReceiverBank;
  readonly #decoder: SampleDecoder;
  readonly #dc: DcRemover | null;
  readonly #spectrum: SpectrumMeter | null;
  /** Receivers may write into what they take. */
  readonly #silence = new Float32Array(2 * PIECE);
  #watches: Watch[] = [];
  #next = 0;
  #clipped = 0;
  #seen = 0;

  constructor(options: StreamReceiverOptions) {
    this.#options = options;
    const { sampleRateHz, spectrum } = options;
    const format = sampleFormat(options.format);
    this.#bank = new ReceiverBank(options);
    this.#decoder = new SampleDecoder(format);
    this.#dc = format.integer ? new DcRemover(sampleRateHz) : null;
    this.#spectrum = spectrum ? new SpectrumMeter({ sampleRateHz, ...spectrum }) : null;
  }

  /** @param isHurried more samples wait than should: what can be left out is */
  push(bytes: Uint8Array, isHurried = false): ReceiverFindings {
    this.#bank.isHurried = isHurried;
    const pieceBytes = PIECE * this.#decoder.format.bytes;
    const parts: ReceiverFindings[] = [];
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      const iq = this.#decoder.push(bytes.subarray(at, at + pieceBytes));
      this.#count(iq);
      this.#dc?.process(iq);
      parts.push(this.#take(iq));
    }
    return together(parts);
  }

  /** Samples that were not processed: silence keeps the indices right. */
  skip(samples: number): ReceiverFindings {
    const parts: ReceiverFindings[] = [];
    for (let rest = samples; rest > 0; rest -= PIECE) {
      parts.push(this.#take(this.#silence.subarray(0, 2 * Math.min(PIECE, rest)).fill(0)));
    }
    return together(parts);
  }

  flush(): ReceiverFindings {
    const watched = this.#watches.map(({ order }) => ({ id: order.id, sightings: [] }));
    this.#watches = [];
    return { sightings: this.#bank.flush(), watched, spectrum: [] };
  }

  /** Looks for something known. A window that has begun already is looked at from here on. */
  watch(order: WatchOrder): void {
    this.#watches.push(new Watch(order, this.#options));
  }

  /** The samples of a preamble that was reported, if they are still held. */
  snippet(query: SnippetQuery): Snippet | null {
    return this.#bank.snippet(query);
  }

  #take(iq: Float32Array): ReceiverFindings {
    const spectrum = this.#spectrum?.push(iq) ?? [];
    const watched: WatchReport[] = [];
    this.#watches = this.#watches.filter((watch) => {
      const sightings = watch.push(iq, this.#next);
      if (sightings) watched.push({ id: watch.order.id, sightings });
      return sightings === null;
    });
    this.#next += iq.length >>> 1;
    return { sightings: this.#bank.push(iq), watched, spectrum };
  }

  health(): SignalHealth {
    const clippedShare = this.#seen === 0 ? 0 : this.#clipped / this.#seen;
    this.#clipped = 0;
    this.#seen = 0;
    const noise = this.#bank.noiseDbfs().filter((level) => level !== null);
    const median = noise.sort((a, b) => a - b)[noise.length >> 1] ?? null;
    return { clippedShare, noiseDbfs: median };
  }

  /** Every sixteenth sample is enough. */
  #count(iq: Float32Array): void {
    for (let i = 0; i < iq.length; i += 32) {
      this.#seen++;
      if (Math.abs(iq[i]!) > CLIPPING || Math.abs(iq[i + 1]!) > CLIPPING) this.#clipped++;
    }
  }
}

function together(parts: readonly ReceiverFindings[]): ReceiverFindings {
  return {
    sightings: parts.flatMap(({ sightings }) => sightings),
    watched: parts.flatMap(({ watched }) => watched),
    spectrum: parts.flatMap(({ spectrum }) => spectrum),
  };
}

/** The last code of eight bits. */
const CLIPPING = 0.99;
