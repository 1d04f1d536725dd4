import { FrameReceiver, type MeasuredPreamble, type ReceivedFrame } from "@lorats/phy";
import { type Snippet, packIq } from "../snippets/snippet.ts";
import { SnippetStore } from "../snippets/snippet-store.ts";
import { Channeliser, isOnRaster } from "./channeliser.ts";
import { PowerHistory } from "./power-history.ts";
import type { SnippetQuery } from "./receiver-messages.ts";
import { type Sighting, sightingOf } from "./sighting.ts";

/** What a bank of receivers listens to. */
export interface ReceiverBankOptions {
  readonly sampleRateHz: number;
  readonly centreFreqHz: number;
  /** Centres of the channels. */
  readonly freqsHz: readonly number[];
  /** Place of each channel in the region's list. Default: its place in `freqsHz`. */
  readonly channels?: readonly number[];
  readonly bwHz: number;
  readonly sfs: readonly number[];
  /** Largest bias of a device against the receiver. */
  readonly maxBiasHz: number;
  /** Longest preamble whose length is counted, in symbols. Default: 16. */
  readonly longestPreamble?: number;
  /** Decode frames too (default); without, every preamble is an orphan. */
  readonly demodulate?: boolean;
  /** Fit frames that were read from end to end, which tells carrier from symbol clock. Default: not. */
  readonly wholeFrames?: boolean;
  /** Bytes for the samples of the latest preambles. Default: none are kept. */
  readonly snippetBytes?: number;
}

interface Channel {
  readonly freqHz: number;
  readonly number: number;
  readonly receiver: FrameReceiver;
  readonly power: PowerHistory;
  /** Spans of what was seen lately, for collisions. */
  recent: { readonly from: number; readonly to: number }[];
}

const POWER_SLOT_S = 1e-3;
const POWER_SLOTS = 8000;
const RECENT_S = 8;
const LEAST_QUALITY = 0.25;
/** Of the two samples a chip that the receivers work on, and a little more: rate changes upwards cost. */
const SAMPLES_A_CHIP = 2;
/** LoRaWAN's preambles have eight chirps, those of beacons ten. */
const LONGEST_PREAMBLE = 16;
/** Sync word and SFD. */
const SYMBOLS_AFTER_PREAMBLE = 4.25;

/**
 * Receives every LoRa frame on several channels of one stream. Pure: samples in, sightings out; no clock, no I/O.
 * Channels on a common raster share one polyphase filter; others are mixed down one by one, at a higher cost.
 */
export class ReceiverBank {
  readonly options: ReceiverBankOptions;
  readonly channelRateHz: number;
  readonly #channeliser: Channeliser | null;
  readonly #channels: Channel[];
  readonly #snippets: SnippetStore | null;
  #samples = 0;
  /** There is no time for what can be left out. */
  isHurried = false;

  constructor(options: ReceiverBankOptions) {
    this.options = options;
    const { snippetBytes = 0 } = options;
    this.#snippets = snippetBytes > 0 ? new SnippetStore(snippetBytes) : null;
    const { sampleRateHz, centreFreqHz, freqsHz, bwHz, sfs, maxBiasHz } = options;
    const offsetsHz = freqsHz.map((hz) => hz - centreFreqHz);
    this.#channeliser =
      sampleRateHz > 3 * bwHz && isOnRaster(offsetsHz, sampleRateHz)
        ? new Channeliser({
            sampleRateHz,
            offsetsHz,
            passHz: bwHz / 2 + maxBiasHz,
            leastRateHz: SAMPLES_A_CHIP * bwHz,
          })
        : null;
    const rateHz = this.#channeliser?.outputRateHz ?? sampleRateHz;
    this.channelRateHz = rateHz;
    this.#channels = freqsHz.map((freqHz, i) => ({
      freqHz,
      number: options.channels?.[i] ?? i,
      receiver: new FrameReceiver({
        sampleRateHz: rateHz,
        bwHz,
        sfs,
        maxBiasHz,
        carrierHz: freqHz,
        offsetHz: this.#channeliser ? 0 : freqHz - centreFreqHz,
        longestPreamble: options.longestPreamble ?? LONGEST_PREAMBLE,
        demodulate: options.demodulate ?? true,
        wholeFrames: () => (options.wholeFrames ?? false) && !this.isHurried,
        ...(this.#snippets && {
          onPreamble: (preamble) => this.#keep(options.channels?.[i] ?? i, preamble),
        }),
      }),
      power: new PowerHistory(Math.round(POWER_SLOT_S * rateHz), POWER_SLOTS),
      recent: [],
    }));
  }

  /** Noise in each channel in decibels relative to full scale, where it is known. */
  noiseDbfs(): (number | null)[] {
    return this.#channels.map(({ power }) => decibels(power.floor()));
  }

  /** Takes the next block, which it may overwrite; returns what it completed. */
  push(iq: Float32Array): Sighting[] {
    this.#samples += iq.length >>> 1;
    const blocks = this.#channeliser?.push(iq);
    return this.#channels.flatMap((channel, i) => {
      const block = blocks?.[i] ?? iq;
      channel.power.push(block);
      return this.#report(channel, channel.receiver.push(block));
    });
  }

  /** Ends the stream: what is known of frames that are not complete. */
  flush(): Sighting[] {
    return this.#channels.flatMap((channel) => this.#report(channel, channel.receiver.flush()));
  }

  /** The samples of a preamble that was reported, if they are still held. */
  snippet(query: SnippetQuery): Snippet | null {
    return this.#snippets?.find(query) ?? null;
  }

  #keep(channel: number, { sf, estimate, fromSample, iq }: MeasuredPreamble): void {
    const { sampleRateHz, centreFreqHz, bwHz, freqsHz, channels } = this.options;
    const ratio = sampleRateHz / this.channelRateHz;
    const index = channels ? channels.indexOf(channel) : channel;
    this.#snippets!.add({
      channel,
      sf,
      reach: (0.5 * 2 ** sf * sampleRateHz) / bwHz,
      snippet: {
        sampleRateHz: this.channelRateHz,
        centreHz: this.#channeliser ? freqsHz[index]! : centreFreqHz,
        fromSample: fromSample * ratio,
        onsetSample: estimate.onsetS * sampleRateHz,
        ...packIq(iq),
      },
    });
  }

  #report(channel: Channel, frames: readonly ReceivedFrame[]): Sighting[] {
    if (frames.length === 0) return [];
    const { sampleRateHz } = this.options;
    const place = { freqHz: channel.freqHz, channel: channel.number, sampleRateHz };
    const horizon = this.#samples - RECENT_S * sampleRateHz;
    channel.recent = channel.recent.filter(({ to }) => to > horizon);
    const sightings = frames.map((frame) => sightingOf(frame, place, this.#power(channel, frame)));
    for (const { onsetSample, endSample } of sightings) {
      channel.recent.push({ from: onsetSample, to: endSample });
    }
    return sightings
      .map((sighting) => withOverlaps(sighting, channel.recent))
      .filter((sighting) => !isGhost(sighting));
  }

  #power(
    { power }: Channel,
    frame: ReceivedFrame,
  ): { readonly dbfs: number | null; readonly stepDb: number | null } {
    const symbol = (2 ** frame.sf / frame.bwHz) * this.channelRateHz;
    const from = frame.onsetS * this.channelRateHz;
    const preambleEnd = from + frame.preambleLength * symbol;
    const end = preambleEnd + (SYMBOLS_AFTER_PREAMBLE + frame.symbols.length) * symbol;
    return { dbfs: decibels(power.mean(from, preambleEnd)), stepDb: power.stepDb(from, end) };
  }
}

function withOverlaps(sighting: Sighting, recent: Channel["recent"]): Sighting {
  const { onsetSample, endSample, collision } = sighting;
  const overlaps = recent
    .filter(({ from, to }) => from !== onsetSample && from < endSample && to > onsetSample)
    .map(({ from }) => from);
  return overlaps.length === 0 ? sighting : { ...sighting, collision: { ...collision, overlaps } };
}

/** Data symbols can look like a preamble; a real one inside another frame still explains a good part of the power. */
function isGhost({ kind, collision }: Sighting): boolean {
  const { quality, overlaps } = collision;
  return kind === "orphan" && overlaps.length > 0 && quality !== null && quality < LEAST_QUALITY;
}

function decibels(power: number | null): number | null {
  return power === null || power <= 0 ? null : 10 * Math.log10(power);
}
