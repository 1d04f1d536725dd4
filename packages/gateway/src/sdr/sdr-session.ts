import type { SdrHealth } from "@lorats/backhaul";
import { type CancelTimer, type Clock, dateAt } from "@lorats/base";
import type { CounterUtc } from "../clock/counter-utc.ts";
import { SampleClock, UNDISCIPLINED_SD_NS } from "../clock/sample-clock.ts";
import { type LoggedSighting } from "../snippets/sighting-log.ts";
import { type SnippetDocument, snippetDocument } from "../snippets/snippet-document.ts";
import { SpectrumRing } from "../spectrum/spectrum-ring.ts";
import type { SpectrumRow } from "../spectrum/spectrum-row.ts";
import type { ReceiverFindings, WatchReport } from "../receiver/receiver-messages.ts";
import type { WatchOrder } from "../receiver/watch.ts";
import type { IqBlock, IqSink, IqSource, IqStream } from "../iq/iq-source.ts";
import { type ListenOptions, ReceiverHost } from "../receiver/receiver-host.ts";
import type { Sighting } from "../receiver/sighting.ts";
import type { SignalHealth } from "../receiver/stream-receiver.ts";

export interface SdrSessionOptions {
  readonly listen: ListenOptions;
  readonly system: { readonly source: "ntp" | "none"; readonly sdNs: number };
  readonly concentratorSdNs: number;
  readonly latencyNs: number;
}

/** One stream's clock and facts, for the sightings in it. */
export interface StreamContext {
  readonly number: number;
  readonly stream: IqStream;
  readonly clock: SampleClock;
  /** Microseconds of monotonic time when it began: where the soft gateway's counter stands. */
  readonly startedUs: number;
}

export interface SdrListener {
  onSighting(sighting: Sighting, context: StreamContext): void;
  /** What was seen on an order to watch, of this stream. */
  onWatched(report: WatchReport, context: StreamContext): void;
  onState(message: string): void;
  /** A recording has been played to its end and everything in it was reported. */
  onEnd(): void;
}

/** Without samples for so long the SDR counts as gone. */
const SILENCE_NS = 3_000_000_000n;
const STREAMS_KEPT = 3;
/** After a receiver failed, and twice as long after every further time. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 60_000;
/** Five minutes. */
const SPECTRUM_ROWS = 3000;

/** Runs one SDR: its source, its clock, its receivers. */
export class SdrSession implements IqSink {
  readonly #source: IqSource;
  readonly #options: SdrSessionOptions;
  readonly #counterUtc: CounterUtc;
  readonly #clock: Clock;
  readonly #listener: SdrListener;
  readonly #host: ReceiverHost;
  readonly #streams = new Map<number, StreamContext>();
  readonly spectrum: SpectrumRing = new SpectrumRing(SPECTRUM_ROWS);
  #current: StreamContext | null = null;
  /** Why there is no stream; null while there is one, or before the first try. */
  trouble: string | null = null;
  #signal: SignalHealth = { clippedShare: 0, noiseDbfs: null };
  /** When which sample of the running stream came in last. */
  #last: { readonly end: number; readonly ns: bigint } | null = null;
  #lostBefore = 0;
  #jumpsBefore = 0;
  #opened = 0;
  #stopped = false;
  /** The source's index of the sample that the receivers count as their first; null before that. */
  #firstSample: number | null = null;
  #failures = 0;
  #cancelRetry: CancelTimer = () => {};

  /** @param counterUtc what the concentrator's counter means, which outlives streams */
  constructor(
    source: IqSource,
    options: SdrSessionOptions,
    counterUtc: CounterUtc,
    clock: Clock,
    listener: SdrListener,
  ) {
    this.#source = source;
    this.#options = options;
    this.#counterUtc = counterUtc;
    this.#clock = clock;
    this.#listener = listener;
    this.#host = new ReceiverHost(options.listen, {
      onFindings: (findings, number) => this.#found(findings, number),
      onHealth: (health) => {
        this.#signal = health;
      },
      onFailure: (reason) => this.#failed(reason),
    });
  }

  /** Samples are asked for when the receivers stand ready. */
  async start(): Promise<void> {
    await this.#host.prepare();
    if (!this.#stopped) this.#source.start(this);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry();
    await this.#source.stop();
    await this.#host.stop();
  }

  get context(): StreamContext | null {
    return this.#current;
  }

  /** Samples come. */
  get isUp(): boolean {
    if (!this.#current || this.#last === null) return false;
    const isLive = this.#current.stream.pace === "live";
    return !isLive || this.#clock.monotonic() - this.#last.ns < SILENCE_NS;
  }

  get lagS(): number {
    return this.#host.lagS;
  }

  get skippedSamples(): number {
    return this.#host.skippedSamples;
  }

  opened(stream: IqStream): void {
    this.#cancelRetry();
    this.#retire();
    this.trouble = null;
    this.#firstSample = null;
    const { system, latencyNs, concentratorSdNs } = this.#options;
    const isRecorded = stream.pace === "recorded";
    const startedAt = isRecorded ? (stream.startedAt ?? this.#clock.now()) : undefined;
    const isDated = !isRecorded || stream.startedAt !== undefined;
    const clock = new SampleClock({
      sampleRateHz: stream.sampleRateHz,
      bufferSamples: stream.bufferSamples,
      latencyNs,
      concentratorSdNs,
      counterUtc: this.#counterUtc,
      system: isDated ? system : { source: "none", sdNs: UNDISCIPLINED_SD_NS },
      startedAt,
    });
    const startedUs = Number(this.#clock.monotonic() / 1000n);
    const number = this.#host.open(stream);
    this.#current = { number, stream, clock, startedUs };
    this.#opened++;
    this.#streams.set(number, this.#current);
    for (const old of this.#streams.keys()) {
      if (this.#streams.size > STREAMS_KEPT) this.#streams.delete(old);
    }
    const { device, sampleRateHz, centreFreqHz } = stream;
    this.#listener.onState(`${device}: ${sampleRateHz} samples/s at ${centreFreqHz} Hz`);
  }

  block(block: IqBlock): void | Promise<void> {
    const context = this.#current;
    if (!context) return;
    const utcNs = dateAt(this.#clock, block.arrivedNs);
    this.#firstSample ??= block.firstSample;
    const end = block.firstSample + block.samples - this.#firstSample;
    this.#last = { end, ns: block.arrivedNs };
    const { clock } = context;
    const gap = clock.observeArrival(end, block.arrivedNs, utcNs);
    if (gap) {
      this.#listener.onState(`${gap.lostSamples} samples were lost before sample ${gap.index}`);
    }
    const pushed = this.#host.push(block);
    return context.stream.pace === "recorded" ? pushed : undefined;
  }

  closed(reason: string, retryMs: number | null): void {
    const again = retryMs === null ? "" : `; again in ${retryMs / 1000} s`;
    this.trouble = `${reason}${again}`;
    this.#listener.onState(`the SDR's stream is gone: ${this.trouble}`);
    void this.#finish(retryMs === null);
    this.#cancelRetry();
    this.#retire();
  }

  /** The source goes on; what it delivers until there are receivers again is nobody's. */
  #failed(reason: string): void {
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    this.trouble = `a receiver failed: ${reason}; again in ${waitMs / 1000} s`;
    this.#listener.onState(this.trouble);
    const stream = this.#current?.stream;
    this.#retire();
    if (stream) this.#cancelRetry = this.#clock.after(waitMs, () => this.opened(stream));
  }

  /** Orders a look at the running stream between two monotonic times; false when it cannot be heard there. */
  watch(order: Omit<WatchOrder, "fromSample" | "toSample">, fromNs: bigint, toNs: bigint): boolean {
    const context = this.#current;
    if (context?.stream.pace !== "live") return false;
    return this.#host.watch({
      ...order,
      fromSample: this.#sampleArriving(fromNs, context),
      // What left by then still has to come in.
      toSample: this.#sampleArriving(
        toNs + BigInt(Math.round(2 * this.#options.latencyNs)),
        context,
      ),
    });
  }

  /** Index, as received, of the sample that arrives at a monotonic time. */
  #sampleArriving(ns: bigint, { stream, startedUs }: StreamContext): number {
    const since = this.#last ?? { end: 0, ns: BigInt(startedUs) * 1000n };
    const aheadS = Number(ns - since.ns) / 1e9;
    return Math.max(0, Math.round(since.end + aheadS * stream.sampleRateHz));
  }

  /** The samples of a sighting, with what was made of them; null when they are gone. */
  async snippet(logged: LoggedSighting): Promise<SnippetDocument | null> {
    const { sighting, stream } = logged;
    if (stream !== this.#current?.number) return null;
    const { sampleRateHz } = this.#current.stream;
    const found = await this.#host.snippet(sighting);
    return found && snippetDocument(logged, found, sampleRateHz);
  }

  health(): SdrHealth {
    const { source, sdNs } = this.#time();
    const stream = this.#current?.stream;
    const { clippedShare, noiseDbfs } = this.#signal;
    const isStrained = this.lagS > 0.5 || clippedShare > 0.01;
    return {
      state: this.isUp ? (isStrained ? "degraded" : "ok") : "down",
      clock: source,
      ...(sdNs !== null && { clockSdNs: Math.round(sdNs) }),
      ...(stream && { sampleRateHz: stream.sampleRateHz, centreFreqHz: stream.centreFreqHz }),
      ...(stream && stream.gainDb !== null && { gainDb: stream.gainDb }),
      ...(noiseDbfs !== null && { noiseDbfs: Number(noiseDbfs.toFixed(1)) }),
      clippedShare: Number(clippedShare.toFixed(6)),
      lostSamples: this.#lostBefore + (this.#current?.clock.lostSamples ?? 0) + this.skippedSamples,
      clockJumps: this.clockJumps,
    };
  }

  /** Gaps found, and interruptions of the stream. */
  get clockJumps(): number {
    const interruptions = Math.max(0, this.#opened - 1);
    return this.#jumpsBefore + (this.#current?.clock.gaps.length ?? 0) + interruptions;
  }

  #found({ sightings, watched, spectrum }: ReceiverFindings, number: number): void {
    const context = this.#streams.get(number);
    if (!context) return;
    this.#failures = 0;
    for (const sighting of sightings) this.#listener.onSighting(sighting, context);
    for (const report of watched) this.#listener.onWatched(report, context);
    for (const row of spectrum) this.#keep(row, context);
  }

  #keep(row: SpectrumRow, { clock, stream }: StreamContext): void {
    const time = clock.at(row.firstSample);
    if (!time) return;
    const { sampleRateHz, centreFreqHz } = stream;
    this.spectrum.add(row, time.instant, {
      centreHz: centreFreqHz,
      spanHz: sampleRateHz,
      rowS: row.samples / sampleRateHz,
    });
  }

  async #finish(isOver: boolean): Promise<void> {
    await this.#host.flush();
    if (isOver) this.#listener.onEnd();
  }

  #time(): { readonly source: SdrHealth["clock"]; readonly sdNs: number | null } {
    const context = this.#current;
    const us = context ? Number(this.#clock.monotonic() / 1000n) - context.startedUs : 0;
    const time = context?.clock.at((us / 1e6) * context.stream.sampleRateHz);
    return { source: time?.source ?? "none", sdNs: time?.sdNs ?? null };
  }

  #retire(): void {
    if (!this.#current) return;
    this.#lostBefore += this.#current.clock.lostSamples;
    this.#jumpsBefore += this.#current.clock.gaps.length;
    this.#current = null;
    this.#last = null;
  }
}
