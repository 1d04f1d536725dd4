import { Worker } from "node:worker_threads";
import type { IqBlock, IqStream } from "../iq/iq-source.ts";
import type { FromReceiver, ToReceiver } from "./receiver-worker.ts";
import type { Sighting } from "./sighting.ts";
import type { SignalHealth } from "./stream-receiver.ts";

/** What to listen for; the stream says the rest. */
export interface ListenOptions {
  readonly freqsHz: readonly number[];
  readonly bwHz: number;
  readonly sfs: readonly number[];
  readonly maxBiasHz: number;
  /** Threads that share the channels. */
  readonly workers: number;
}

export interface ReceiverListener {
  onSightings(sightings: readonly Sighting[], stream: number): void;
  onHealth(health: SignalHealth): void;
  /** A worker died; the stream must be opened anew. */
  onFailure(reason: string): void;
}

/** Live samples wait for the receivers no longer than this; what comes on top is left out and counted. */
const LONGEST_LAG_S = 1.5;
/** Recordings are read no further ahead. */
const READ_AHEAD_BLOCKS = 8;
/** Samples live outside of the heap; a small nursery keeps what they leave behind small. */
const WORKER_MEMORY = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };

interface Lane {
  readonly worker: Worker;
  /** Samples of the messages that have not been answered. */
  readonly queued: number[];
  queuedSamples: number;
}

/**
 * Runs receivers in worker threads, so that downlinks never wait for signal processing. Each worker takes its share of the
 * channels and all of the samples. When they cannot keep up, whole blocks are replaced by silence: indices stay right.
 */
export class ReceiverHost {
  readonly #options: ListenOptions;
  readonly #listener: ReceiverListener;
  #lanes: Lane[] = [];
  #stream = 0;
  #sampleRateHz = 1;
  #pace: IqStream["pace"] = "live";
  #resume: (() => void)[] = [];
  #stopped = false;
  /** Samples that the receivers never saw because they were too slow. */
  skippedSamples = 0;

  constructor(options: ListenOptions, listener: ReceiverListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Seconds of samples that wait for the slowest worker. */
  get lagS(): number {
    return Math.max(0, ...this.#lanes.map((lane) => lane.queuedSamples)) / this.#sampleRateHz;
  }

  /** Starts on a new stream; returns its number. */
  open(stream: IqStream): number {
    const { freqsHz, workers, bwHz, sfs, maxBiasHz } = this.#options;
    const half = stream.sampleRateHz / 2;
    const inBand = freqsHz
      .map((freqHz, channel) => ({ freqHz, channel }))
      .filter(({ freqHz }) => Math.abs(freqHz - stream.centreFreqHz) + bwHz / 2 <= half);
    this.#sampleRateHz = stream.sampleRateHz;
    this.#pace = stream.pace;
    this.#stream++;
    const shares = split(inBand, Math.max(1, Math.min(workers, inBand.length)));
    if (this.#lanes.length === 0) this.#lanes = shares.map(() => this.#startLane());
    for (const [i, lane] of this.#lanes.entries()) {
      const share = shares[i] ?? [];
      post(lane, {
        kind: "open",
        stream: this.#stream,
        options: {
          sampleRateHz: stream.sampleRateHz,
          centreFreqHz: stream.centreFreqHz,
          format: stream.format.name,
          freqsHz: share.map(({ freqHz }) => freqHz),
          channels: share.map(({ channel }) => channel),
          bwHz,
          sfs,
          maxBiasHz,
        },
      });
    }
    return this.#stream;
  }

  /** Resolves at once for live streams; for recordings when the receivers want more. */
  async push(block: IqBlock): Promise<void> {
    const tooLate = this.#pace === "live" && this.lagS > LONGEST_LAG_S;
    if (tooLate) this.skippedSamples += block.samples;
    for (const lane of this.#lanes) {
      if (tooLate) send(lane, { kind: "skip", samples: block.samples }, 0);
      else send(lane, { kind: "block", bytes: new Uint8Array(block.bytes) }, block.samples);
    }
    if (this.#pace === "live") return;
    while (this.#lanes.some(({ queued }) => queued.length > READ_AHEAD_BLOCKS)) {
      await new Promise<void>((resolve) => this.#resume.push(resolve));
    }
  }

  /** Ends the stream; resolves when everything has been reported. */
  async flush(): Promise<void> {
    for (const lane of this.#lanes) send(lane, { kind: "flush" }, 0);
    while (this.#lanes.some(({ queued }) => queued.length > 0)) {
      await new Promise<void>((resolve) => this.#resume.push(resolve));
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const lanes = this.#lanes;
    this.#lanes = [];
    this.#wake();
    await Promise.all(lanes.map(({ worker }) => worker.terminate()));
  }

  #startLane(): Lane {
    const worker = new Worker(new URL("./receiver-worker.ts", import.meta.url), {
      resourceLimits: WORKER_MEMORY,
    });
    const lane: Lane = { worker, queued: [], queuedSamples: 0 };
    worker.on("message", (message: FromReceiver) => {
      lane.queuedSamples -= lane.queued.shift() ?? 0;
      if (message.sightings.length > 0) {
        this.#listener.onSightings(message.sightings, message.stream);
      }
      if (message.health) this.#listener.onHealth(message.health);
      this.#wake();
    });
    worker.on("error", (error) =>
      this.#fail(error instanceof Error ? error.message : String(error)),
    );
    return lane;
  }

  #fail(reason: string): void {
    if (this.#stopped) return;
    const lanes = this.#lanes;
    this.#lanes = [];
    for (const { worker } of lanes) void worker.terminate();
    this.#wake();
    this.#listener.onFailure(reason);
  }

  #wake(): void {
    const waiting = this.#resume;
    this.#resume = [];
    for (const resolve of waiting) resolve();
  }
}

function post(lane: Lane, message: ToReceiver): void {
  const transfer = message.kind === "block" ? [message.bytes.buffer as ArrayBuffer] : [];
  lane.worker.postMessage(message, transfer);
}

function send(lane: Lane, message: ToReceiver, samples: number): void {
  lane.queued.push(samples);
  lane.queuedSamples += samples;
  post(lane, message);
}

/** Neighbours alternate, so that each share has its part of the busy channels. */
function split<T>(items: readonly T[], parts: number): T[][] {
  return Array.from({ length: parts }, (_, part) => items.filter((_item, i) => i % parts === part));
}
