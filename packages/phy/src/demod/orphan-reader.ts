import type { ChannelOptions } from "./channel-receiver.ts";
import type { TrackedFrame } from "./frame-tracker.ts";
import type { IqHistory } from "./iq-history.ts";
import type { KnownPreambles } from "./known-preambles.ts";
import type { PreambleSighting } from "./preamble-detector.ts";
import type { ReceivedFrames } from "./received-frames.ts";
import type { UpChirpRunSearch } from "./up-chirp-run.ts";

/** Up-chirps that make an orphan without an SFD. */
const LEAST_UP_CHIRPS = 5;
/** What remains of a frame that was taken out has at most this share of its amplitude. */
const LEFT_OVER = 0.1;

/** Reads what there is of a preamble whose SFD never showed. */
export class OrphanReader {
  readonly #options: ChannelOptions;
  readonly #upChirps: UpChirpRunSearch;
  readonly #known: KnownPreambles;
  readonly #received: ReceivedFrames;
  readonly #maxBins: number;

  constructor(
    options: ChannelOptions,
    upChirps: UpChirpRunSearch,
    known: KnownPreambles,
    received: ReceivedFrames,
    maxBins: number,
  ) {
    this.#options = options;
    this.#upChirps = upChirps;
    this.#known = known;
    this.#received = received;
    this.#maxBins = maxBins;
  }

  /** Null: there are no up-chirps, or they are explained by a frame that is known. */
  read(history: IqHistory, sighting: PreambleSighting): TrackedFrame | null {
    // Symbols of a frame that was read can agree by chance, and its padding often does.
    this.#received.clear(history, sighting);
    const { endedBy, bin } = sighting;
    const chip = endedBy / this.#options.samplesPerChip;
    const run = this.#upChirps.run(history, chip, bin, this.#maxBins, LEAST_UP_CHIRPS);
    if (!run || this.#known.covers(run)) return null;
    const removed = this.#received.removedAt(run);
    if (run.amplitude < LEFT_OVER * removed) return null;
    this.#known.remember(run);
    return {
      sync: run,
      fields: null,
      explicit: true,
      ldro: null,
      decoded: null,
      symbols: new Uint16Array(0),
      estimate: this.#options.estimate(run, this.#options, removed > 0),
      sx127x: false,
      cleaned: removed > 0,
    };
  }
}
