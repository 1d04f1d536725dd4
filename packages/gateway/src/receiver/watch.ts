import { FrameReceiver, type HeaderFields } from "@lorats/phy";
import { Channeliser } from "./channeliser.ts";
import { type Sighting, sightingOf } from "./sighting.ts";

/** Something known that is to be looked for: a downlink of one's own concentrator, a beacon. */
export interface WatchOrder {
  readonly id: number;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
  readonly invertIq: boolean;
  /** For frames without header. */
  readonly implicit?: HeaderFields | undefined;
  /** Where in the stream it may begin and has certainly ended, as indices. */
  readonly fromSample: number;
  readonly toSample: number;
}

/** What the watched stream is. */
export interface WatchedStream {
  readonly sampleRateHz: number;
  readonly centreFreqHz: number;
  readonly maxBiasHz: number;
}

const LONGEST_PREAMBLE = 16;

/**
 * Looks for one transmission in a window of the stream, on whatever frequency, spreading factor and direction: so the receivers need not
 * listen for what is rarely there. Costs its own filter while the window lasts.
 */
export class Watch {
  readonly order: WatchOrder;
  readonly #stream: WatchedStream;
  #channeliser: Channeliser | null = null;
  #receiver: FrameReceiver | null = null;
  #origin = 0;

  constructor(order: WatchOrder, stream: WatchedStream) {
    this.order = order;
    this.#stream = stream;
  }

  /** Takes the block that begins at sample `first`. Returns what was seen once the window is over, else null. */
  push(iq: Float32Array, first: number): Sighting[] | null {
    const end = first + (iq.length >>> 1);
    if (end <= this.order.fromSample) return null;
    this.#receiver ??= this.#begin(first);
    // The filter mixes in place, and others want the block too.
    const blocks = this.#channeliser!.push(iq.slice());
    const frames = this.#receiver.push(blocks[0]!);
    if (end < this.order.toSample && frames.length === 0) return null;
    const all = frames.length > 0 ? frames : this.#receiver.flush();
    const { freqHz } = this.order;
    const { sampleRateHz } = this.#stream;
    const place = { freqHz, channel: -1, sampleRateHz, fromSample: this.#origin };
    return all.map((frame) => sightingOf(frame, place));
  }

  #begin(first: number): FrameReceiver {
    const { freqHz, sf, bwHz, invertIq, implicit } = this.order;
    const { sampleRateHz, centreFreqHz, maxBiasHz } = this.#stream;
    this.#origin = first;
    this.#channeliser = new Channeliser({
      sampleRateHz,
      offsetsHz: [freqHz - centreFreqHz],
      passHz: bwHz / 2 + maxBiasHz,
      leastRateHz: 2 * bwHz,
    });
    return new FrameReceiver({
      sampleRateHz: this.#channeliser.outputRateHz,
      bwHz,
      sfs: [sf],
      maxBiasHz,
      carrierHz: freqHz,
      invertIq,
      implicit,
      longestPreamble: LONGEST_PREAMBLE,
    });
  }
}
