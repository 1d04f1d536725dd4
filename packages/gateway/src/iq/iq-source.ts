import type { Instant } from "@lorats/base";
import type { SampleFormat } from "@lorats/phy/formats";

/** What a stream of samples is, as far as its source knows. */
export interface IqStream {
  readonly sampleRateHz: number;
  readonly centreFreqHz: number;
  /** Null: automatic, or not known. */
  readonly gainDb: number | null;
  readonly format: SampleFormat;
  /** `live`: samples come as they are taken. `recorded`: as fast as they are read. */
  readonly pace: "live" | "recorded";
  /** When the first sample of a recording was taken, where that is known. */
  readonly startedAt?: Instant;
  /** Samples that a lagging source loses at once, so that jumps of the clock can be told from delays. */
  readonly bufferSamples?: number;
  /** Such as the tuner's name. */
  readonly device: string;
}

/** A piece of a stream: raw bytes with a whole number of samples. */
export interface IqBlock {
  readonly bytes: Uint8Array;
  /** Index of the first sample, counted as received since the stream was opened. */
  readonly firstSample: number;
  readonly samples: number;
  /** Monotonic time at which the last byte had arrived. */
  readonly arrivedNs: bigint;
}

/** Who takes the samples. A source that can wait (a file) waits for the promise; one that cannot goes on. */
export interface IqSink {
  /** A new stream begins; indices start at zero. */
  opened(stream: IqStream): void;
  block(block: IqBlock): void | Promise<void>;
  /** The stream ended, or was cut off: `retryMs` says when the source will try again. */
  closed(reason: string, retryMs: number | null): void;
}

/** Where samples come from. */
export interface IqSource {
  start(sink: IqSink): void;
  stop(): Promise<void>;
}

/** Cuts chunks of any size into blocks of whole samples and counts. */
export class BlockCutter {
  readonly #sampleBytes: number;
  #left: Uint8Array = new Uint8Array(0);
  #next = 0;

  constructor(sampleBytes: number) {
    this.#sampleBytes = sampleBytes;
  }

  /** Null when the chunk does not complete a single sample. */
  cut(chunk: Uint8Array, arrivedNs: bigint): IqBlock | null {
    let bytes = chunk;
    if (this.#left.length > 0) {
      bytes = new Uint8Array(this.#left.length + chunk.length);
      bytes.set(this.#left);
      bytes.set(chunk, this.#left.length);
    }
    const samples = Math.floor(bytes.length / this.#sampleBytes);
    this.#left = bytes.slice(samples * this.#sampleBytes);
    if (samples === 0) return null;
    const firstSample = this.#next;
    this.#next += samples;
    const whole = bytes.subarray(0, samples * this.#sampleBytes);
    return { bytes: whole, firstSample, samples, arrivedNs };
  }
}
