import { DcRemover, SampleDecoder, sampleFormat } from "@lorats/phy";
import { ReceiverBank, type ReceiverBankOptions } from "./receiver-bank.ts";
import type { Sighting } from "./sighting.ts";

/** What a receiver of raw bytes needs; plain data, so that it can cross to a worker. */
export interface StreamReceiverOptions extends ReceiverBankOptions {
  /** Name of the sample format, such as `cu8`. */
  readonly format: string;
}

/** State of the analogue side, over everything since the last question. */
export interface SignalHealth {
  /** Share of samples at the end of their range. */
  readonly clippedShare: number;
  /** Median over the channels. */
  readonly noiseDbfs: number | null;
}

/** Zeros are fed in pieces of this size. */
const PIECE = 65_536;

/** From raw bytes to sightings: decoding, removal of DC, channels, receivers. */
export class StreamReceiver {
  readonly #bank: ReceiverBank;
  readonly #decoder: SampleDecoder;
  readonly #dc: DcRemover | null;
  #clipped = 0;
  #seen = 0;

  constructor(options: StreamReceiverOptions) {
    const format = sampleFormat(options.format);
    this.#bank = new ReceiverBank(options);
    this.#decoder = new SampleDecoder(format);
    this.#dc = format.integer ? new DcRemover(options.sampleRateHz) : null;
  }

  push(bytes: Uint8Array): Sighting[] {
    const iq = this.#decoder.push(bytes);
    this.#count(iq);
    this.#dc?.process(iq);
    return this.#bank.push(iq);
  }

  /** Samples that were not processed: silence keeps the indices right. */
  skip(samples: number): Sighting[] {
    const sightings: Sighting[] = [];
    for (let rest = samples; rest > 0; rest -= PIECE) {
      sightings.push(...this.#bank.push(new Float32Array(2 * Math.min(PIECE, rest))));
    }
    return sightings;
  }

  flush(): Sighting[] {
    return this.#bank.flush();
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

/** The last code of eight bits. */
const CLIPPING = 0.99;
