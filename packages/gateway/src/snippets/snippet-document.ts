import type { Snippet } from "./snippet.ts";
import { type LoggedSighting, type SightingSummary, summary } from "./sighting-log.ts";

/** The samples of one preamble with what was made of them: for the console and for forensics. */
export interface SnippetDocument {
  readonly version: 1;
  readonly sighting: SightingSummary;
  readonly iq: {
    /** Interleaved I and Q, one signed byte each. */
    readonly format: "cs8";
    readonly sampleRateHz: number;
    /** Where 0 Hz of the samples lies: the channel's centre. */
    readonly centreHz: number;
    /** From the first sample to the onset. */
    readonly onsetS: number;
    /** Times a byte: relative to the receiver's full scale. */
    readonly scale: number;
    /** In base64. */
    readonly data: string;
  };
}

/** `streamRateHz` is the rate that indices in the snippet count by. */
export function snippetDocument(
  logged: LoggedSighting,
  snippet: Snippet,
  streamRateHz: number,
): SnippetDocument {
  const { sampleRateHz, centreHz, fromSample, onsetSample, iq, scale } = snippet;
  return {
    version: 1,
    sighting: summary(logged),
    iq: {
      format: "cs8",
      sampleRateHz,
      centreHz,
      onsetS: (onsetSample - fromSample) / streamRateHz,
      scale,
      data: Buffer.from(iq.buffer, iq.byteOffset, iq.byteLength).toString("base64"),
    },
  };
}
