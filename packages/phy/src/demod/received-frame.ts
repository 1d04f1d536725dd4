import type { HeaderFields } from "../codec/header.ts";
import type { WholeFrameEstimate } from "../joint/whole-frame.ts";

/** A header as received; in implicit mode as configured. */
export interface ReceivedHeader {
  readonly explicit: boolean;
  readonly length: number;
  readonly crc: boolean;
  /** The checksum was right (always true in implicit mode, which has none). */
  readonly ok: boolean;
}

/** When and how a frame arrived. `null`: not determined. Standard deviations are one σ as the estimator claims it. */
export interface ArrivalEstimate {
  /** Seconds from the stream's first sample to the start of the first preamble chirp. */
  readonly onsetS: number;
  readonly onsetSdS: number | null;
  /** Transmitter minus receiver at the middle of preamble, sync word and SFD, from the nominal channel centre. */
  readonly biasHz: number;
  readonly biasSdHz: number | null;
  readonly driftHzPerS: number | null;
  readonly driftSdHzPerS: number | null;
  /** Symbol clock against the receiver's (1e-6 is a ppm fast) where it was fitted; null where the carrier implies it. */
  readonly clock: number | null;
  readonly clockSd: number | null;
  /** Signal over noise in the signal's bandwidth. */
  readonly snrDb: number | null;
  /** Share of the power that the signal model explains: below about 0.8 a collision, an echo or clipping bent it. */
  readonly quality: number | null;
  /** How the figures were got. */
  readonly method: string;
  /**
   * Up-chirps alone do not tell onset from bias: the true pair may be (onsetS + k·stepS, biasHz + k·stepHz) for any small whole k.
   * Null where the SFD settled it.
   */
  readonly ambiguity: Ambiguity | null;
}

/** Steps of the grid on which a partial preamble is known. */
export interface Ambiguity {
  readonly stepS: number;
  readonly stepHz: number;
}

/**
 * A LoRa frame, or what there is of one: an orphan preamble has neither header nor payload, and no sync word where its SFD was
 * destroyed.
 */
export interface ReceivedFrame extends ArrivalEstimate {
  readonly sf: number;
  readonly bwHz: number;
  readonly invertIq: boolean;
  readonly preambleLength: number;
  readonly syncWord: number | null;
  readonly cr: number | null;
  readonly ldro: boolean | null;
  readonly header: ReceivedHeader | null;
  readonly payload: Uint8Array | null;
  /** Null when there is no CRC or no payload. */
  readonly crcOk: boolean | null;
  /** Data symbols as decided, header first. */
  readonly symbols: Uint16Array;
  /** Fit over the whole frame, carrier and symbol clock apart: where it was asked for and the frame was read. */
  readonly wholeFrame: WholeFrameEstimate | null;
}

export function receivedHeader(fields: HeaderFields, explicit: boolean): ReceivedHeader {
  return { explicit, length: fields.length, crc: fields.crc, ok: true };
}
