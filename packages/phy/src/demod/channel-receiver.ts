import type { HeaderFields } from "../codec/header.ts";
import { ChirpWindow } from "./chirp-window.ts";
import { isCredible } from "./credibility.ts";
import { FrameTracker, type TrackedFrame } from "./frame-tracker.ts";
import type { IqHistory } from "./iq-history.ts";
import { KnownPreambles } from "./known-preambles.ts";
import { OrphanReader } from "./orphan-reader.ts";
import { PreambleDetector, type PreambleSighting } from "./preamble-detector.ts";
import type { ArrivalEstimate } from "./received-frame.ts";
import { type FinishedFrame, ORPHAN_SYMBOLS, ReceivedFrames } from "./received-frames.ts";
import type { Synchronisation } from "./synchronisation.ts";
import { SYNC_SYMBOLS_AFTER, Synchroniser } from "./synchroniser.ts";
import { USUAL_CARRIER_HZ, trackerStart } from "./tracker-start.ts";
import { UpChirpRunSearch } from "./up-chirp-run.ts";

/** Settings of one spreading factor's receiver. */
export interface ChannelOptions {
  readonly sf: number;
  readonly bwHz: number;
  readonly samplesPerChip: 1 | 2;
  readonly maxBiasHz: number;
  /** The receiver's known bias, which was taken out of the stream. */
  readonly centreBiasHz: number;
  /** Carrier that ties the symbol clock to the bias; null when unknown. */
  readonly carrierHz: number | null;
  readonly implicit?: HeaderFields | undefined;
  /** Longest preamble whose length can be counted, in symbols: so much of the past stays readable. */
  readonly longestPreamble: number;
  /** Without, preambles alone are reported. */
  readonly demodulate: boolean;
  /** The stream is the conjugate of what was received: a carrier above nominal is seen below. */
  readonly conjugated: boolean;
  /** Measures a preamble that has just been synchronised to. `cleaned`: another frame was taken out of the stream for it. */
  readonly estimate: (
    sync: Synchronisation,
    options: ChannelOptions,
    cleaned: boolean,
  ) => ArrivalEstimate;
}

/** Symbols of the past that are read beside a preamble's chirps: what detection and synchronisation lag behind. */
const LAG_SYMBOLS = 8;
/** Longer frames cannot be taken out whole: 400 symbols are two seconds at SF9 and 13 at SF12. */
const LONGEST_FRAME_SYMBOLS = 400;
// Whatever overlaps a failed frame has been synchronised to by this many symbols later.
const PATIENCE_SYMBOLS = 26;
/** An SFD that is not where its up-chirps seem to end is looked for so much further back, again and again. */
const STEP_BACK_SYMBOLS = 5;

/** Receives every frame of one spreading factor from a shared stream of chips: overlapping ones too, each on its own. */
export class ChannelReceiver {
  readonly options: ChannelOptions;
  readonly #detector: PreambleDetector;
  readonly #window: ChirpWindow;
  readonly #synchroniser: Synchroniser;
  readonly #known: KnownPreambles;
  readonly #received: ReceivedFrames;
  readonly #orphans: OrphanReader;
  readonly #maxBins: number;
  readonly #pending: PreambleSighting[] = [];
  /** Sightings without an SFD: it may show once another frame is taken out. */
  #lost: PreambleSighting[] = [];
  #trackers: FrameTracker[] = [];
  /** Frames without a good CRC that overlap with one still being received: it may have to be taken out first. */
  #failed: FinishedFrame[] = [];
  #next = 0;
  /** Preambles seen, and those that led to a synchronisation. */
  sightings = 0;
  synchronised = 0;

  constructor(options: ChannelOptions) {
    this.options = options;
    this.#detector = new PreambleDetector(options.sf, options.samplesPerChip);
    this.#window = new ChirpWindow(options.sf, options.samplesPerChip);
    const hzPerBin = ((options.conjugated ? -1 : 1) * options.bwHz) / 2 ** options.sf;
    const pull = hzPerBin / (options.carrierHz ?? USUAL_CARRIER_HZ);
    this.#synchroniser = new Synchroniser(this.#window, pull);
    this.#known = new KnownPreambles(this.#window.chips);
    this.#received = new ReceivedFrames(options, this.#window.chips);
    this.#maxBins = (options.maxBiasHz * 2 ** options.sf) / options.bwHz;
    const upChirps = new UpChirpRunSearch(this.#window, pull);
    this.#orphans = new OrphanReader(options, upChirps, this.#known, this.#received, this.#maxBins);
  }

  /** First sample that is still needed. */
  get keeps(): number {
    const { windowSamples } = this.#detector;
    let least = this.#next - (this.options.longestPreamble + LAG_SYMBOLS) * windowSamples;
    for (const tracker of this.#trackers) least = Math.min(least, tracker.keeps);
    for (const { tracker } of this.#failed) least = Math.min(least, tracker.keeps);
    for (const { endedBy } of this.#lost) {
      least = Math.min(least, endedBy - ORPHAN_SYMBOLS * windowSamples);
    }
    return Math.max(least, this.#next - LONGEST_FRAME_SYMBOLS * windowSamples);
  }

  /** Consumes what is new in `history`; calls `onFrame` for every frame that completes. */
  advance(history: IqHistory, ending: boolean, onFrame: (frame: TrackedFrame) => void): void {
    const { windowSamples } = this.#detector;
    for (;;) {
      const full = this.#next + windowSamples <= history.end;
      const until = full ? this.#next + windowSamples : history.end;
      if (ending && !full) this.#endDetection(history);
      this.#synchronise(history, until, ending && !full);
      this.#demodulate(history, until, ending && !full, onFrame);
      if (!full) break;
      const window = history.window(this.#next, windowSamples);
      this.#sighted(this.#detector.push(window, this.#next));
      this.#next += windowSamples;
    }
  }

  /** What the stream ends with does not fill a window, and may be the one chirp that a preamble lacks. */
  #endDetection(history: IqHistory): void {
    const { windowSamples } = this.#detector;
    const last = new Float32Array(2 * windowSamples);
    history.read(this.#next, windowSamples, last);
    this.#sighted(this.#detector.push(last, this.#next));
    this.#sighted(this.#detector.flush(this.#next + windowSamples));
  }

  #sighted(sightings: readonly PreambleSighting[]): void {
    this.sightings += sightings.length;
    this.#pending.push(...sightings);
  }

  #synchronise(history: IqHistory, until: number, ending: boolean): void {
    const { windowSamples } = this.#detector;
    while (this.#pending.length > 0) {
      const sighting = this.#pending[0];
      if (!ending && sighting.endedBy + SYNC_SYMBOLS_AFTER * windowSamples > until) return;
      this.#pending.shift();
      const rest = this.#explain(history, sighting, false);
      if (rest) this.#lost.push(rest);
    }
  }

  /**
   * Follows the preamble of a sighting; returns what of it has no SFD yet. Two preambles on one chirp line are one sighting, and what
   * follows a preamble can prolong it: so SFDs are also looked for further back, where up-chirps are left to explain.
   */
  #explain(
    history: IqHistory,
    sighting: PreambleSighting,
    cleaned: boolean,
  ): PreambleSighting | null {
    const { chips, samplesPerChip } = this.#window;
    const { endedBy, certainBy, bin } = sighting;
    const earliest = certainBy / samplesPerChip + chips;
    let rest: PreambleSighting | null = null;
    let chip = endedBy / samplesPerChip;
    do {
      const sync = this.#synchroniser.run(history, chip, bin, this.#maxBins, cleaned);
      if (sync) {
        this.#follow(sync, cleaned);
        rest = null;
        // The bin is that of the detector's windows: steps keep to their grid.
        const inside = sync.sfdChip / chips - sync.preambleLength + 4;
        chip = Math.min(chip, Math.floor(inside) * chips);
      } else rest ??= { ...sighting, endedBy: chip * samplesPerChip };
      chip -= STEP_BACK_SYMBOLS * chips;
    } while (chip >= earliest);
    return rest;
  }

  #follow(sync: Synchronisation, cleaned: boolean): void {
    const acquaintance = this.#known.meet(sync);
    if (acquaintance.kind === "known") return;
    if (acquaintance.kind === "better") {
      this.#trackers = this.#trackers.filter((tracker) => tracker.sync !== acquaintance.than);
    }
    this.synchronised++;
    this.#trackers.push(this.#track(sync, cleaned));
  }

  #track(sync: Synchronisation, cleaned: boolean): FrameTracker {
    const estimate = this.options.estimate(sync, this.options, cleaned);
    const { bwHz, implicit } = this.options;
    const start = trackerStart(sync, estimate, this.options);
    return new FrameTracker(this.#window, sync, estimate, { bwHz, implicit, cleaned, ...start });
  }

  /** The same frame from its beginning, in a stream that has become cleaner. */
  #restarted(history: IqHistory, { sync }: FrameTracker): FrameTracker {
    const { endedBy, bin } = this.#sightingOf(sync);
    const chip = endedBy / this.options.samplesPerChip;
    const again = this.#synchroniser.run(history, chip, bin, this.#maxBins, true);
    if (!again || !this.#known.replace(sync, again)) return this.#track(sync, true);
    return this.#track(again, true);
  }

  #demodulate(
    history: IqHistory,
    until: number,
    ending: boolean,
    onFrame: (frame: TrackedFrame) => void,
  ): void {
    this.#received.forget(until, ORPHAN_SYMBOLS + 2 * PATIENCE_SYMBOLS);
    const idle = this.#trackers.length + this.#failed.length + this.#lost.length === 0;
    if (idle) return;
    const limit = ending ? history.end + this.#window.samples : until;
    const queue = this.#trackers;
    this.#trackers = [];
    if (!this.options.demodulate) {
      for (const tracker of queue.splice(0)) onFrame(tracker.abandon());
    }
    for (let tracker = queue.shift(); tracker; tracker = queue.shift()) {
      let frame: TrackedFrame | null = null;
      while (!frame && tracker.needs <= limit) frame = tracker.step(history);
      frame ??= ending ? tracker.abandon() : null;
      if (!frame) this.#trackers.push(tracker);
      else if (frame.decoded?.crcOk) {
        onFrame(frame);
        this.#received.add({ tracker, frame });
        queue.push(...this.#cancel(history, tracker, frame, queue));
      } else this.#failed.push({ tracker, frame });
    }
    this.#giveUp(ending ? Number.POSITIVE_INFINITY : until, onFrame);
    this.#reportOrphans(history, ending ? Number.POSITIVE_INFINITY : until, onFrame);
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
    const lost = this.#lost.filter((sighting) => this.#received.overlaps(tracker, sighting));
    if (failed.length === 0 && lost.length === 0 && !going) return [];
    this.#received.takeOut(history, { tracker, frame });
    this.#lost = this.#lost.flatMap((sighting) =>
      lost.includes(sighting) ? (this.#explain(history, sighting, true) ?? []) : sighting,
    );
    this.#failed = this.#failed.filter((other) => !failed.includes(other));
    for (const list of [this.#trackers, queue]) {
      for (const [i, other] of list.entries())
        if (disturbed(other)) list[i] = this.#restarted(history, other);
    }
    return failed.map((other) => this.#restarted(history, other.tracker));
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
      if (wait) return true;
      if (isCredible(frame)) onFrame(frame);
      else this.#lose(tracker.sync);
      if (frame.fields) this.#received.add({ tracker, frame });
      return false;
    });
  }

  /** What looked like an SFD was none: the up-chirps before it may still be a preamble. */
  #lose(sync: Synchronisation): void {
    this.#known.forget(sync);
    this.#lost.push(this.#sightingOf(sync));
  }

  /** As the detector would have seen a preamble, in windows of its grid. */
  #sightingOf({ sfdChip, bins, score }: Synchronisation): PreambleSighting {
    const { chips, samples } = this.#window;
    const endedBy = Math.ceil(sfdChip / chips) * samples;
    const bin = Math.round(bins - sfdChip);
    return { endedBy, certainBy: endedBy, bin: bin - Math.floor(bin / chips) * chips, score };
  }

  /** Reports up-chirps whose SFD never showed, once nothing that overlaps them can come to their help any more. */
  #reportOrphans(history: IqHistory, until: number, onFrame: (frame: TrackedFrame) => void): void {
    if (this.#lost.length === 0) return;
    const patience = PATIENCE_SYMBOLS * this.#window.samples;
    const others = [...this.#trackers, ...this.#failed.map((each) => each.tracker)];
    this.#lost = this.#lost.filter((sighting) => {
      const help = others.some((other) => this.#received.overlaps(other, sighting));
      if (help || sighting.endedBy + patience > until) return true;
      const frame = this.#orphans.read(history, sighting);
      if (frame && isCredible(frame)) onFrame(frame);
      return false;
    });
  }
}
