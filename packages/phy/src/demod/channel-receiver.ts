import { encodeFrame } from "../codec/encode-frame.ts";
import type { HeaderFields } from "../codec/header.ts";
import { loraParams } from "../params.ts";
import { ChirpWindow } from "./chirp-window.ts";
import { FrameTracker, type TrackedFrame } from "./frame-tracker.ts";
import type { IqHistory } from "./iq-history.ts";
import type { ArrivalEstimate } from "./received-frame.ts";
import { PreambleDetector, type PreambleSighting } from "./preamble-detector.ts";
import { SYNC_SYMBOLS_AFTER, type Synchronisation, Synchroniser } from "./synchroniser.ts";

/** Settings of one spreading factor's receiver. */
export interface ChannelOptions {
  readonly sf: number;
  readonly bwHz: number;
  readonly samplesPerChip: 1 | 2;
  readonly maxBiasHz: number;
  /** Carrier that ties the symbol clock to the bias; null when unknown. */
  readonly carrierHz: number | null;
  readonly implicit?: HeaderFields | undefined;
  /** Longest preamble whose length can be counted, in symbols: so much of the past stays readable. */
  readonly longestPreamble: number;
  /** The stream is the conjugate of what was received: a carrier above nominal is seen below. */
  readonly conjugated: boolean;
  /** Measures a preamble that has just been synchronised to. */
  readonly estimate: (sync: Synchronisation, options: ChannelOptions) => ArrivalEstimate;
}

/** Symbols of the past that are read beside a preamble's chirps: what detection and synchronisation lag behind. */
const LAG_SYMBOLS = 8;
/** Longer frames cannot be taken out whole: 400 symbols are two seconds at SF9 and 13 at SF12. */
const LONGEST_FRAME_SYMBOLS = 400;
// Two crystals rarely differ by more in clock when the carrier is not known; and by this much when it is.
const USUAL_CARRIER_HZ = 868e6;
const CLOCK_SD_UNKNOWN = 10e-6;
const CLOCK_SD_TIED = 1e-6;
const USUAL_DRIFT_HZ_PER_S = 30;
// Whatever overlaps a failed frame has been synchronised to by this many symbols later.
const PATIENCE_SYMBOLS = 26;
const CLEARLY_BETTER = 1.15;

/** Receives every frame of one spreading factor from a shared stream of chips: overlapping ones too, each on its own. */
export class ChannelReceiver {
  readonly options: ChannelOptions;
  readonly #detector: PreambleDetector;
  readonly #window: ChirpWindow;
  readonly #synchroniser: Synchroniser;
  readonly #pending: PreambleSighting[] = [];
  #trackers: FrameTracker[] = [];
  /** Frames without a good CRC that overlap with one still being received: it may have to be taken out first. */
  #failed: { readonly tracker: FrameTracker; readonly frame: TrackedFrame }[] = [];
  #recent: Synchronisation[] = [];
  #next = 0;
  /** Preambles seen, and those that led to a synchronisation. */
  sightings = 0;
  synchronised = 0;

  constructor(options: ChannelOptions) {
    this.options = options;
    this.#detector = new PreambleDetector(options.sf, options.samplesPerChip);
    this.#window = new ChirpWindow(options.sf, options.samplesPerChip);
    const hzPerBin = ((options.conjugated ? -1 : 1) * options.bwHz) / 2 ** options.sf;
    this.#synchroniser = new Synchroniser(
      this.#window,
      hzPerBin / (options.carrierHz ?? USUAL_CARRIER_HZ),
    );
  }

  /** First sample that is still needed. */
  get keeps(): number {
    const { windowSamples } = this.#detector;
    let least = this.#next - (this.options.longestPreamble + LAG_SYMBOLS) * windowSamples;
    for (const tracker of this.#trackers) least = Math.min(least, tracker.keeps);
    for (const { tracker } of this.#failed) least = Math.min(least, tracker.keeps);
    return Math.max(least, this.#next - LONGEST_FRAME_SYMBOLS * windowSamples);
  }

  /** Consumes what is new in `history`; calls `onFrame` for every frame that completes. */
  advance(history: IqHistory, ending: boolean, onFrame: (frame: TrackedFrame) => void): void {
    const { windowSamples } = this.#detector;
    for (;;) {
      const full = this.#next + windowSamples <= history.end;
      const until = full ? this.#next + windowSamples : history.end;
      this.#synchronise(history, until, ending && !full);
      this.#demodulate(history, until, ending && !full, onFrame);
      if (!full) break;
      const window = history.view(this.#next, this.#next + windowSamples);
      for (const sighting of this.#detector.push(window, this.#next)) {
        this.sightings++;
        this.#pending.push(sighting);
      }
      this.#next += windowSamples;
    }
  }

  #synchronise(history: IqHistory, until: number, ending: boolean): void {
    const { windowSamples } = this.#detector;
    while (this.#pending.length > 0) {
      const sighting = this.#pending[0];
      if (!ending && sighting.endedBy + SYNC_SYMBOLS_AFTER * windowSamples > until) return;
      this.#pending.shift();
      const { sf, bwHz, samplesPerChip, maxBiasHz } = this.options;
      const maxBins = (maxBiasHz * 2 ** sf) / bwHz;
      const endedBy = sighting.endedBy / samplesPerChip;
      const sync = this.#synchroniser.run(history, endedBy, sighting.bin, maxBins);
      if (sync && !this.#isKnown(sync)) this.#start(sync);
    }
  }

  /**
   * The same preamble can be sighted twice, or on a side lobe: same chirp line, nearly the same place. Returns whether it is
   * known as well or better; a worse reading, off by a symbol, is given up for the new one.
   */
  #isKnown(sync: Synchronisation): boolean {
    const { chips } = this.#window;
    this.#recent = this.#recent.filter((r) => r.sfdChip > sync.sfdChip - 40 * chips);
    const same = this.#recent.find((other) => {
      const line = sync.bins - sync.sfdChip - (other.bins - other.sfdChip);
      const apart = Math.abs(line - Math.round(line / chips) * chips);
      return apart < 3 && Math.abs(sync.sfdChip - other.sfdChip) < 3 * chips;
    });
    if (!same) return false;
    const elsewhere = Math.abs(sync.sfdChip - same.sfdChip) > chips / 4;
    if (!elsewhere || sync.score < CLEARLY_BETTER * same.score) return true;
    this.#recent = this.#recent.filter((other) => other !== same);
    this.#trackers = this.#trackers.filter((tracker) => tracker.sync !== same);
    return false;
  }

  #start(sync: Synchronisation): void {
    this.synchronised++;
    this.#recent.push(sync);
    const { bwHz, implicit } = this.options;
    const estimate = this.options.estimate(sync, this.options);
    const clock = this.#clock(sync, estimate);
    this.#trackers.push(
      new FrameTracker(this.#window, sync, estimate, {
        bwHz,
        implicit,
        ...clock,
        ...this.#slope(estimate),
      }),
    );
  }

  /** What the carrier's drift does to the tone from symbol to symbol, in bins. */
  #slope(estimate: ArrivalEstimate): { slope: number; slopeSd: number } {
    const { sf, bwHz, conjugated } = this.options;
    const binsPerDrift = (2 ** sf / bwHz) ** 2;
    const { driftHzPerS, driftSdHzPerS } = estimate;
    // A fit that is less sure than what crystals do says nothing.
    if (driftHzPerS === null || driftSdHzPerS === null || driftSdHzPerS > USUAL_DRIFT_HZ_PER_S) {
      return { slope: 0, slopeSd: USUAL_DRIFT_HZ_PER_S * binsPerDrift };
    }
    return {
      slope: (conjugated ? -1 : 1) * driftHzPerS * binsPerDrift,
      slopeSd: driftSdHzPerS * binsPerDrift,
    };
  }

  /** The symbol clock: implied by the bias where the carrier is known, else the fitted one weighed against what is usual. */
  #clock(sync: Synchronisation, estimate: ArrivalEstimate): { clock: number; clockSd: number } {
    const { sf, bwHz, carrierHz, conjugated } = this.options;
    const biasHz = ((conjugated ? -1 : 1) * (sync.bins * bwHz)) / 2 ** sf;
    const usual = {
      clock: biasHz / (carrierHz ?? USUAL_CARRIER_HZ),
      clockSd: carrierHz === null ? CLOCK_SD_UNKNOWN : CLOCK_SD_TIED,
    };
    const { clock, clockSd } = estimate;
    if (clock === null || clockSd === null) return usual;
    // A fit that had to free the clock although the carrier is known says that the tie does not hold.
    const prior = 1 / CLOCK_SD_UNKNOWN ** 2;
    const fitted = 1 / clockSd ** 2;
    return {
      clock: (usual.clock * prior + clock * fitted) / (prior + fitted),
      clockSd: 1 / Math.sqrt(prior + fitted),
    };
  }

  #demodulate(
    history: IqHistory,
    until: number,
    ending: boolean,
    onFrame: (frame: TrackedFrame) => void,
  ): void {
    if (this.#trackers.length === 0 && this.#failed.length === 0) return;
    const limit = ending ? history.end + this.#window.samples : until;
    const queue = this.#trackers;
    this.#trackers = [];
    for (let tracker = queue.shift(); tracker; tracker = queue.shift()) {
      let frame: TrackedFrame | null = null;
      while (!frame && tracker.needs <= limit) frame = tracker.step(history);
      frame ??= ending ? tracker.abandon() : null;
      if (!frame) this.#trackers.push(tracker);
      else if (frame.decoded?.crcOk) {
        onFrame(frame);
        queue.push(...this.#cancel(history, tracker, frame, queue));
      } else this.#failed.push({ tracker, frame });
    }
    this.#giveUp(ending ? Number.POSITIVE_INFINITY : until, onFrame);
  }

  /** Takes a frame out of the stream if it disturbed others; returns the failed ones that deserve a second look. */
  #cancel(
    history: IqHistory,
    tracker: FrameTracker,
    frame: TrackedFrame,
    queue: FrameTracker[],
  ): FrameTracker[] {
    const disturbed = (other: FrameTracker): boolean =>
      other.startChip < tracker.chip && tracker.startChip < other.chip;
    const failed = this.#failed.filter((other) => disturbed(other.tracker));
    const going = [...this.#trackers, ...queue].some(disturbed);
    if (failed.length === 0 && !going) return [];
    tracker.subtract(history, trueSymbols(this.options, frame));
    this.#failed = this.#failed.filter((other) => !failed.includes(other));
    for (const list of [this.#trackers, queue]) {
      for (const [i, other] of list.entries()) if (disturbed(other)) list[i] = other.restarted();
    }
    return failed.map((other) => other.tracker.restarted());
  }

  /** Reports frames that failed, once nothing that overlaps them can come to their help any more. */
  #giveUp(until: number, onFrame: (frame: TrackedFrame) => void): void {
    if (this.#failed.length === 0) return;
    const { chips, samplesPerChip } = this.#window;
    const settled = until / samplesPerChip - PATIENCE_SYMBOLS * chips;
    this.#failed = this.#failed.filter(({ tracker, frame }) => {
      const help = this.#trackers.some(
        (other) => other.startChip < tracker.chip && tracker.startChip < other.chip,
      );
      const wait = help || tracker.chip > settled;
      if (!wait) onFrame(frame);
      return wait;
    });
  }
}

/** The data symbols that a well received frame must have had. */
function trueSymbols(options: ChannelOptions, frame: TrackedFrame): ArrayLike<number> {
  const { fields, decoded } = frame;
  if (!fields || !decoded) return frame.symbols;
  const params = loraParams(options.sf, options.bwHz, {
    cr: fields.cr,
    crc: fields.crc,
    explicitHeader: frame.explicit,
    ldro: frame.ldro ?? false,
  });
  return encodeFrame(params, decoded.payload);
}
