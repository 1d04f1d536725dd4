import type { IqBlock, IqStream } from "../iq/iq-source.ts";
import type { Snippet } from "../snippets/snippet.ts";
import { Lane } from "./lane.ts";
import type { ReceiverFindings, SnippetQuery } from "./receiver-messages.ts";
import { SampleRing } from "./sample-ring.ts";
import type { SignalHealth, StreamReceiverOptions } from "./stream-receiver.ts";
import type { WatchOrder } from "./watch.ts";

/** What to listen for; the stream says the rest. */
export interface ListenOptions {
  readonly freqsHz: readonly number[];
  readonly bwHz: number;
  readonly sfs: readonly number[];
  readonly maxBiasHz: number;
  readonly longestPreamble: number;
  readonly demodulate: boolean;
  readonly wholeFrames: boolean;
  /** Threads that share the channels. */
  readonly workers: number;
  /** Bytes for the samples of the latest preambles, over all workers. */
  readonly snippetBytes: number;
  readonly spectrum: StreamReceiverOptions["spectrum"];
}

export interface ReceiverListener {
  onFindings(findings: ReceiverFindings, stream: number): void;
  onHealth(health: SignalHealth): void;
  /** A worker died; the stream must be opened anew. */
  onFailure(reason: string): void;
}

interface Placed {
  readonly freqHz: number;
  readonly channel: number;
}

/** Live samples wait for the receivers no longer than this; what comes on top is left out and counted. */
const LONGEST_LAG_S = 1;
/** When more than this waits, receivers leave out what can be left out. */
const HURRY_S = 0.15;
/** Recordings are read no further ahead. */
const READ_AHEAD_BYTES = 2 ** 21;

/**
 * Runs receivers in worker threads, so that downlinks never wait for signal processing. Each worker takes its share of the
 * channels and all of the samples. When they cannot keep up, whole blocks are replaced by silence: indices stay right.
 */
export class ReceiverHost {
  readonly #options: ListenOptions;
  readonly #listener: ReceiverListener;
  readonly #snippets = new Map<number, (snippet: Snippet | null) => void>();
  #ring = new SampleRing(0);
  #lanes: Lane[] = [];
  #shares: Placed[][] = [];
  #stream = 0;
  #opened: IqStream | null = null;
  #resume: (() => void)[] = [];
  #request = 0;
  #stopped = false;
  /** Samples that the receivers never saw because they were too slow. */
  skippedSamples = 0;

  constructor(options: ListenOptions, listener: ReceiverListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Seconds of samples that wait for the slowest worker. */
  get lagS(): number {
    const most = Math.max(0, ...this.#lanes.map((lane) => lane.waitingSamples));
    return most / (this.#opened?.sampleRateHz ?? 1);
  }

  /** Brings the threads up, so that the first samples need not wait for them. */
  async prepare(): Promise<void> {
    const { workers, freqsHz } = this.#options;
    const count = Math.max(1, Math.min(workers, freqsHz.length));
    this.#lanes = Array.from({ length: count }, () => this.#startLane());
    await Promise.all(this.#lanes.map(({ ready }) => ready));
  }

  /** Starts on a new stream; returns its number. */
  open(stream: IqStream): number {
    const { freqsHz, workers, snippetBytes, spectrum, ...rest } = this.#options;
    const inBand = freqsHz
      .map((freqHz, channel) => ({ freqHz, channel }))
      .filter(({ freqHz }) => isInBand(stream, freqHz, rest.bwHz));
    this.#opened = stream;
    this.#stream++;
    this.#shares = split(inBand, Math.max(1, Math.min(workers, inBand.length)));
    if (this.#lanes.length === 0) this.#lanes = this.#shares.map(() => this.#startLane());
    this.#ring = new SampleRing(ringBytes(stream));
    for (const [i, lane] of this.#lanes.entries()) {
      const share = this.#shares[i] ?? [];
      lane.open({
        kind: "open",
        stream: this.#stream,
        ring: this.#ring.buffer,
        options: {
          ...rest,
          sampleRateHz: stream.sampleRateHz,
          centreFreqHz: stream.centreFreqHz,
          format: stream.format.name,
          freqsHz: share.map(({ freqHz }) => freqHz),
          channels: share.map(({ channel }) => channel),
          snippetBytes: Math.floor(snippetBytes / this.#lanes.length),
          spectrum: i === 0 ? spectrum : null,
        },
      });
    }
    return this.#stream;
  }

  /** Resolves at once for live streams; for recordings when the receivers want more. */
  async push(block: IqBlock): Promise<void> {
    const { bytes, samples } = block;
    if (this.#opened?.pace === "recorded") await this.#roomFor(bytes.length);
    if (this.#lanes.length === 0) return;
    if (!this.#hasRoom(bytes.length)) {
      this.skippedSamples += samples;
      for (const lane of this.#lanes) lane.ask({ kind: "skip", samples }, 0, this.#ring.written);
      return;
    }
    const isLive = this.#opened?.pace === "live";
    const pieces = this.#ring.write(bytes);
    let until = this.#ring.written - bytes.length;
    for (const piece of pieces) {
      until += piece.bytes;
      const share = (samples * piece.bytes) / bytes.length;
      for (const lane of this.#lanes) {
        const isHurried = isLive && lane.waitingSamples > HURRY_S * this.#opened!.sampleRateHz;
        lane.ask({ kind: "samples", piece, isHurried }, share, until);
      }
    }
  }

  /** Orders a look for something known; false when it cannot be heard. */
  watch(order: WatchOrder): boolean {
    const lane = this.#lanes.reduce<Lane | null>(
      (idlest, next) => (!idlest || next.waitingSamples < idlest.waitingSamples ? next : idlest),
      null,
    );
    if (!lane || !this.#opened || !isInBand(this.#opened, order.freqHz, order.bwHz)) return false;
    lane.tell({ kind: "watch", order });
    return true;
  }

  /** The samples of a preamble, or null when they are gone. */
  snippet(query: SnippetQuery): Promise<Snippet | null> {
    const i = this.#shares.findIndex((share) => share.some((c) => c.channel === query.channel));
    const lane = this.#lanes[i];
    if (!lane) return Promise.resolve(null);
    const request = this.#request++;
    lane.tell({ kind: "snippet", request, query });
    return new Promise((resolve) => this.#snippets.set(request, resolve));
  }

  /** Ends the stream; resolves when everything has been reported. */
  async flush(): Promise<void> {
    for (const lane of this.#lanes) lane.ask({ kind: "flush" }, 0, this.#ring.written);
    while (this.#lanes.some(({ waiting }) => waiting > 0)) {
      await new Promise<void>((resolve) => this.#resume.push(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#clear();
  }

  async #roomFor(bytes: number): Promise<void> {
    while (this.#lanes.length > 0 && !this.#hasRoom(bytes)) {
      await new Promise<void>((resolve) => this.#resume.push(resolve));
    }
  }

  #hasRoom(bytes: number): boolean {
    return this.#ring.hasRoom(bytes, Math.min(...this.#lanes.map(({ readUntil }) => readUntil)));
  }

  #startLane(): Lane {
    return new Lane({
      onAnswer: ({ stream, findings, health }) => {
        this.#listener.onFindings(findings, stream);
        if (health) this.#listener.onHealth(health);
        this.#wake();
      },
      onSnippet: ({ request, snippet }) => {
        this.#snippets.get(request)?.(snippet);
        this.#snippets.delete(request);
      },
      onFailure: (reason) => {
        if (this.#stopped) return;
        void this.#clear();
        this.#listener.onFailure(reason);
      },
    });
  }

  async #clear(): Promise<void> {
    const lanes = this.#lanes;
    this.#lanes = [];
    for (const give of this.#snippets.values()) give(null);
    this.#snippets.clear();
    this.#wake();
    await Promise.all(lanes.map((lane) => lane.stop()));
  }

  #wake(): void {
    const waiting = this.#resume;
    this.#resume = [];
    for (const resolve of waiting) resolve();
  }
}

function isInBand(stream: IqStream, freqHz: number, bwHz: number): boolean {
  return Math.abs(freqHz - stream.centreFreqHz) + bwHz / 2 <= stream.sampleRateHz / 2;
}

function ringBytes({ pace, sampleRateHz, format }: IqStream): number {
  if (pace === "recorded") return READ_AHEAD_BYTES;
  return Math.ceil(LONGEST_LAG_S * sampleRateHz) * format.bytes;
}

/** Neighbours alternate, so that each share has its part of the busy channels. */
function split<T>(items: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, part) => items.filter((_item, i) => i % parts === part));
}
