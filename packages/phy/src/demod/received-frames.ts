import { encodeFrame } from "../codec/encode-frame.ts";
import { loraParams } from "../params.ts";
import type { FrameTracker, TrackedFrame } from "./frame-tracker.ts";
import type { IqHistory } from "./iq-history.ts";
import type { PreambleSighting } from "./preamble-detector.ts";
import type { Synchronisation } from "./synchronisation.ts";

/** Symbols before the end of a sighting that belong to its preamble at most, and after it until the SFD is over. */
export const ORPHAN_SYMBOLS = 34;
const SFD_BY_SYMBOLS = 6;

/** A frame that its tracker is done with. */
export interface FinishedFrame {
  readonly tracker: FrameTracker;
  readonly frame: TrackedFrame;
}

/** What the frames of one spreading factor are made of. */
interface FrameShape {
  readonly sf: number;
  readonly bwHz: number;
  readonly samplesPerChip: 1 | 2;
}

/** Frames of the recent past that were read: still in the stream, or taken out so that others can be seen. */
export class ReceivedFrames {
  readonly #shape: FrameShape;
  readonly #chips: number;
  #present: FinishedFrame[] = [];
  /** Where frames were taken out, in chips. */
  #cleaned: { readonly from: number; readonly to: number; readonly amplitude: number }[] = [];

  constructor(shape: FrameShape, chips: number) {
    this.#shape = shape;
    this.#chips = chips;
  }

  /** Remembers a frame that was read and is still in the stream. */
  add(finished: FinishedFrame): void {
    this.#present.push(finished);
  }

  /** Subtracts a frame from the stream. */
  takeOut(history: IqHistory, finished: FinishedFrame): void {
    const { tracker, frame } = finished;
    tracker.subtract(history, trueSymbols(this.#shape, frame));
    this.#present = this.#present.filter((other) => other.tracker !== tracker);
    const { amplitude } = tracker.sync;
    this.#cleaned.push({ from: tracker.startChip, to: tracker.chip, amplitude });
  }

  /** Takes out whatever lies where a sighting's preamble and SFD would. */
  clear(history: IqHistory, sighting: PreambleSighting): void {
    for (const finished of this.#present.filter((each) => this.overlaps(each.tracker, sighting))) {
      this.takeOut(history, finished);
    }
  }

  /** Whether a frame lies where a sighting's preamble and SFD would. */
  overlaps(tracker: FrameTracker, { endedBy }: PreambleSighting): boolean {
    const chip = endedBy / this.#shape.samplesPerChip;
    const from = chip - ORPHAN_SYMBOLS * this.#chips;
    return tracker.startChip < chip + SFD_BY_SYMBOLS * this.#chips && tracker.chip > from;
  }

  /** Amplitude of the loudest frame that was taken out where up-chirps are; 0 if none was. */
  removedAt(run: Synchronisation): number {
    const start = run.sfdChip - (run.preambleLength + 2) * this.#chips;
    let most = 0;
    for (const { from, to, amplitude } of this.#cleaned) {
      if (from < run.sfdChip && to > start) most = Math.max(most, amplitude);
    }
    return most;
  }

  /** Forgets what ended more than `symbols` before sample `until`. */
  forget(until: number, symbols: number): void {
    if (this.#present.length + this.#cleaned.length === 0) return;
    this.#drop(until / this.#shape.samplesPerChip - symbols * this.#chips);
  }

  #drop(gone: number): void {
    this.#present = this.#present.filter(({ tracker }) => tracker.chip > gone);
    this.#cleaned = this.#cleaned.filter(({ to }) => to > gone);
  }
}

/** The data symbols that a well received frame must have had. */
function trueSymbols({ sf, bwHz }: FrameShape, frame: TrackedFrame): ArrayLike<number> {
  const { fields, decoded } = frame;
  if (!fields || !decoded) return frame.symbols;
  const params = loraParams(sf, bwHz, {
    cr: fields.cr,
    crc: fields.crc,
    explicitHeader: frame.explicit,
    ldro: frame.ldro ?? false,
    sx127x: frame.sx127x,
  });
  return encodeFrame(params, decoded.payload);
}
