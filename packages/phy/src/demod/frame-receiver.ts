import { CallerError } from "@lorats/base";
import type { HeaderFields } from "../codec/header.ts";
import { mix } from "../iq.ts";
import { symbolSeconds, syncWordSymbols } from "../params.ts";
import { ArrivalEstimator, type RoughPreamble, withoutClaims } from "./arrival-estimator.ts";
import { type ChannelOptions, ChannelReceiver } from "./channel-receiver.ts";
import type { TrackedFrame } from "./frame-tracker.ts";
import { type ReceiverLo, refineFrame } from "./frame-refiner.ts";
import { IqHistory } from "./iq-history.ts";
import { type ArrivalEstimate, type ReceivedFrame, receivedHeader } from "./received-frame.ts";
import { Resampler } from "./resampler.ts";
import type { Synchronisation } from "./synchronisation.ts";

/** A preamble that has just been measured, with its samples. */
export interface MeasuredPreamble {
  readonly sf: number;
  readonly estimate: ArrivalEstimate;
  /** Index of the first sample of `iq`, counted as they came. */
  readonly fromSample: number;
  /** From a symbol before the onset to a symbol after the SFD, as far as it is there; valid during the call only. */
  readonly iq: Float32Array;
}

/** What a receiver listens for. */
export interface ReceiverOptions {
  readonly sampleRateHz: number;
  readonly bwHz: number;
  /** Spreading factors to look for. */
  readonly sfs: readonly number[];
  /** Channel centre relative to the tuned frequency. */
  readonly offsetHz?: number;
  /** Nominal carrier: ties the symbol clock to the bias. Absent: the clock is fitted. */
  readonly carrierHz?: number | undefined;
  /** Largest bias searched. Default: 50 ppm of the carrier, or of 868 MHz. */
  readonly maxBiasHz?: number;
  /** A receiver's known bias, about which the search is centred. */
  readonly centreBiasHz?: number;
  /** Conjugated signals (downlinks) only. */
  readonly invertIq?: boolean;
  /** Frames without header, of this shape. */
  readonly implicit?: HeaderFields | undefined;
  /** Measure onset and bias of every frame at the raw sample rate (default). Without, the demodulator's rough values stand. */
  readonly measure?: boolean;
  /**
   * Fit every frame that was read from end to end, which tells its symbol clock from its carrier. Costs about as much again as
   * receiving it, and memory for each. Needs `carrierHz`. A function is asked for each frame, whether there is time. Default: not.
   */
  readonly wholeFrames?: boolean | (() => boolean);
  /** The part of all biases that is the receiver's own rounding of its frequency: on the carrier alone. Default 0 ± 0. */
  readonly receiverLo?: ReceiverLo;
  /** Demodulate what follows a preamble (default). Without, every preamble is an orphan, reported as soon as it has been measured. */
  readonly demodulate?: boolean;
  /** Longest preamble whose length can be counted, in symbols (default 64). Memory grows with it. */
  readonly longestPreamble?: number;
  /** Is shown every preamble when it has been measured, long before its frame has been received. */
  readonly onPreamble?: (preamble: MeasuredPreamble) => void;
}

const WIDEST_PPM = 50e-6;
const DEFAULT_CARRIER_HZ = 868e6;
/** LoRaWAN's public and private networks. */
const CUSTOMARY_SYNC_WORDS = [0x34, 0x12];
const LONGEST_PREAMBLE = 64;
/** Sync word, SFD and a symbol more. */
const SYMBOLS_AFTER_PREAMBLE = 5.25;

/**
 * Finds and decodes every LoRa frame of one channel in a stream of samples, several spreading factors at once.
 * `push` takes blocks of any size; frames come out about a dozen symbols after their last sample at worst.
 */
export class FrameReceiver {
  readonly options: ReceiverOptions;
  readonly #resampler: Resampler | null;
  readonly #samplesPerChip: 1 | 2;
  readonly #history = new IqHistory();
  /** The samples as they came, for the estimator; the same ones where the demodulator needs them no other way. */
  readonly #raw: IqHistory;
  readonly #estimator: ArrivalEstimator;
  /** Works on the channel's own stream, from which frames are taken out that others lie under. */
  readonly #cleanEstimator: ArrivalEstimator;
  readonly #channels: ChannelReceiver[];
  readonly #shiftHz: number;
  #mixed: Float32Array = new Float32Array(0);
  #resampled: Float32Array = new Float32Array(0);
  #mixerCycles = 0;

  constructor(options: ReceiverOptions) {
    this.options = options;
    const { sampleRateHz, bwHz } = options;
    if (!(bwHz > 0) || !(sampleRateHz >= bwHz)) {
      throw new CallerError(
        "PHY_BAD_RATE",
        `a sample rate of ${sampleRateHz} Hz cannot hold a bandwidth of ${bwHz} Hz`,
      );
    }
    const maxBiasHz = options.maxBiasHz ?? WIDEST_PPM * (options.carrierHz ?? DEFAULT_CARRIER_HZ);
    this.#samplesPerChip = sampleRateHz < 1.5 * bwHz ? 1 : 2;
    this.#shiftHz = -(options.offsetHz ?? 0) - (options.centreBiasHz ?? 0);
    this.#resampler = makeResampler(sampleRateHz, bwHz, this.#samplesPerChip, maxBiasHz);
    const asTheyCame = !this.#resampler && this.#shiftHz === 0 && !options.invertIq;
    this.#raw = asTheyCame ? this.#history : new IqHistory();
    const shared = {
      bwHz,
      carrierHz: options.carrierHz ?? null,
      invertIq: options.invertIq ?? false,
    };
    const offsetHz = options.offsetHz ?? 0;
    this.#estimator = new ArrivalEstimator({
      ...shared,
      sampleRateHz,
      offsetHz,
      conjugated: false,
    });
    this.#cleanEstimator = new ArrivalEstimator({
      ...shared,
      sampleRateHz: this.#samplesPerChip * bwHz,
      offsetHz: -(options.centreBiasHz ?? 0),
      conjugated: shared.invertIq,
    });
    this.#channels = options.sfs.map(
      (sf) =>
        new ChannelReceiver({
          sf,
          bwHz,
          samplesPerChip: this.#samplesPerChip,
          maxBiasHz,
          centreBiasHz: options.centreBiasHz ?? 0,
          carrierHz: options.carrierHz ?? null,
          implicit: options.implicit,
          longestPreamble: options.longestPreamble ?? LONGEST_PREAMBLE,
          demodulate: options.demodulate ?? true,
          conjugated: options.invertIq ?? false,
          estimate: (sync, channel, cleaned) => this.#estimate(sync, channel, cleaned),
        }),
    );
  }

  /** Preambles seen, and how many of them could be synchronised to. */
  get counters(): { readonly sightings: number; readonly synchronised: number } {
    let sightings = 0;
    let synchronised = 0;
    for (const channel of this.#channels) {
      sightings += channel.sightings;
      synchronised += channel.synchronised;
    }
    return { sightings, synchronised };
  }

  /** Takes the next block; returns the frames that it completed. */
  push(iq: Float32Array): ReceivedFrame[] {
    const isApart = this.#raw !== this.#history;
    if (isApart && (this.options.measure ?? true)) this.#raw.append(iq);
    this.#history.append(this.#condition(iq));
    return this.#advance(false);
  }

  /** Ends the stream: frames that need no further samples, and what is known of those that would. */
  flush(): ReceivedFrame[] {
    if (this.#resampler) {
      this.#reserve(0);
      const count = this.#resampler.flush(this.#resampled);
      this.#history.append(this.#resampled.subarray(0, 2 * count));
    }
    return this.#advance(true);
  }

  #condition(iq: Float32Array): Float32Array {
    const { invertIq, sampleRateHz } = this.options;
    let block = iq;
    if (this.#shiftHz !== 0 || invertIq) {
      if (this.#mixed.length < iq.length) this.#mixed = new Float32Array(iq.length);
      block = this.#mixed.subarray(0, iq.length);
      block.set(iq);
      this.#mixerCycles = mix(block, this.#shiftHz / sampleRateHz, this.#mixerCycles);
      if (invertIq) for (let i = 1; i < block.length; i += 2) block[i] = -block[i];
    }
    if (!this.#resampler) return block;
    this.#reserve(block.length >>> 1);
    const count = this.#resampler.push(block, this.#resampled);
    return this.#resampled.subarray(0, 2 * count);
  }

  #reserve(samples: number): void {
    const needed = 2 * this.#resampler!.outputBound(samples);
    if (this.#resampled.length < needed) this.#resampled = new Float32Array(needed);
  }

  #advance(ending: boolean): ReceivedFrame[] {
    const frames: ReceivedFrame[] = [];
    let keep = this.#history.end;
    for (const channel of this.#channels) {
      channel.advance(this.#history, ending, (frame) => {
        frames.push(this.#report(channel, frame));
      });
      keep = Math.min(keep, channel.keeps);
    }
    this.#history.discardBefore(keep);
    if (this.#raw !== this.#history) {
      const seconds = keep / (this.#samplesPerChip * this.options.bwHz);
      this.#raw.discardBefore(Math.floor(seconds * this.options.sampleRateHz));
    }
    return frames.sort((a, b) => a.onsetS - b.onsetS);
  }

  #report(channel: ChannelReceiver, frame: TrackedFrame): ReceivedFrame {
    const { sf, bwHz } = channel.options;
    const { sync, fields, decoded } = frame;
    const received = {
      ...frame.estimate,
      sf,
      bwHz,
      invertIq: this.options.invertIq ?? false,
      preambleLength: sync.preambleLength,
      syncWord: syncWordOf(sf, sync.syncSymbols),
      cr: fields?.cr ?? null,
      ldro: frame.ldro,
      header: fields ? receivedHeader(fields, frame.explicit) : null,
      payload: decoded?.payload ?? null,
      crcOk: decoded?.crcOk ?? null,
      symbols: frame.symbols,
    };
    const { wholeFrames = false, receiverLo = { hz: 0, sdHz: 0 } } = this.options;
    const [estimator, samples] = frame.cleaned
      ? [this.#cleanEstimator, this.#history]
      : [this.#estimator, this.#raw];
    const isWanted = typeof wholeFrames === "function" ? wholeFrames() : wholeFrames;
    const wholeFrame = isWanted
      ? refineFrame(samples, received, frame.sx127x, estimator.options, receiverLo)
      : null;
    return { ...received, wholeFrame };
  }

  #estimate(sync: Synchronisation, channel: ChannelOptions, cleaned: boolean): ArrivalEstimate {
    const { sf, bwHz, carrierHz, samplesPerChip } = channel;
    const seenHz = ((this.options.invertIq ? -1 : 1) * sync.bins * bwHz) / 2 ** sf;
    const biasHz = seenHz + (this.options.centreBiasHz ?? 0);
    const clock = carrierHz === null ? 0 : biasHz / carrierHz;
    const before = (sync.preambleLength + 2) * symbolSeconds(sf, bwHz) * (1 - clock);
    const ratio = sync.amplitude ** 2 / (sync.noise / samplesPerChip);
    const rough = {
      sf,
      preambleLength: sync.preambleLength,
      syncWord: syncWordOf(sf, sync.syncSymbols),
      onsetS: sync.sfdChip / bwHz - before,
      biasHz,
      snrDb: ratio > 0 ? 10 * Math.log10(ratio) : null,
    };
    if (!(this.options.measure ?? true)) return withoutClaims(rough);
    const estimate = cleaned
      ? this.#cleanEstimator.estimate(this.#history, rough)
      : this.#estimator.estimate(this.#raw, rough);
    this.#show(estimate, rough);
    return estimate;
  }

  #show(estimate: ArrivalEstimate, rough: RoughPreamble): void {
    const { onPreamble, sampleRateHz, bwHz } = this.options;
    if (!onPreamble) return;
    const { sf, preambleLength } = rough;
    const symbol = symbolSeconds(sf, bwHz) * sampleRateHz;
    const onset = estimate.onsetS * sampleRateHz;
    const fromSample = Math.max(this.#raw.start, Math.floor(onset - symbol));
    const end = Math.ceil(onset + (preambleLength + SYMBOLS_AFTER_PREAMBLE) * symbol);
    const to = Math.max(fromSample, Math.min(this.#raw.end, end));
    onPreamble({ sf, estimate, fromSample, iq: this.#raw.copy(fromSample, to) });
  }
}

function makeResampler(
  sampleRateHz: number,
  bwHz: number,
  samplesPerChip: 1 | 2,
  maxBiasHz: number,
): Resampler | null {
  const outputRateHz = samplesPerChip * bwHz;
  if (Math.abs(sampleRateHz - outputRateHz) < 1e-9 * outputRateHz) return null;
  const edge = Math.min(sampleRateHz, outputRateHz) / 2;
  const passHz = Math.min(bwHz / 2 + maxBiasHz, (samplesPerChip === 2 ? 0.86 : 0.96) * edge);
  return new Resampler({ inputRateHz: sampleRateHz, outputRateHz, passHz });
}

/** The sync word that two symbols spell; of the several that share SF5's and SF6's few symbols, the customary one. */
function syncWordOf(sf: number, symbols: readonly [number, number] | null): number | null {
  if (!symbols) return null;
  const customary = CUSTOMARY_SYNC_WORDS.find((word) => {
    const [first, second] = syncWordSymbols(sf, word);
    return first === symbols[0] && second === symbols[1];
  });
  return customary ?? ((symbols[0] >>> 3) << 4) | (symbols[1] >>> 3);
}
