import { PeerDataError } from "@lorats/base";
import {
  Analyzer,
  DcRemover,
  type HeaderFields,
  type ReceivedFrame,
  type ReceiverLo,
  SampleDecoder,
  type SampleFormat,
} from "@lorats/phy";
import { type Recording, recordingChunks } from "./recording.ts";

export interface AnalysisFlags {
  readonly bwsHz: readonly number[];
  readonly sfs: readonly number[];
  readonly offsetHz: number;
  readonly direction: "up" | "down" | "both";
  readonly maxBiasHz?: number | undefined;
  readonly centreBiasHz?: number | undefined;
  readonly receiverLo: ReceiverLo;
  /** Frames without header, of this shape. */
  readonly implicit?: HeaderFields | undefined;
}

/**
 * Streams a recording through the receivers. Yields frames as they complete and, at the very end, throws what was wrong
 * with the recording, so that every whole frame has come out before.
 */
export async function* analyze(
  recording: Recording,
  flags: AnalysisFlags,
  onProgress: (bytes: number) => void,
): AsyncGenerator<ReceivedFrame> {
  const { sampleRateHz, freqHz, format } = recording;
  const { maxBiasHz, centreBiasHz, ...rest } = flags;
  const analyzer = new Analyzer({
    ...rest,
    ...(maxBiasHz === undefined ? {} : { maxBiasHz }),
    ...(centreBiasHz === undefined ? {} : { centreBiasHz }),
    sampleRateHz,
    carrierHz: freqHz === null ? undefined : freqHz + flags.offsetHz,
  });
  const decoder = new SampleDecoder(format);
  const dc = format.integer ? new DcRemover(sampleRateHz) : null;
  let cut = 0;
  const count = (frames: ReceivedFrame[]): ReceivedFrame[] => {
    cut += frames.filter((frame) => frame.header && !frame.payload).length;
    return frames;
  };
  let defect: unknown = null;
  try {
    for await (const chunk of recordingChunks(recording)) {
      const iq = decoder.push(chunk);
      dc?.process(iq);
      yield* count(analyzer.push(iq));
      onProgress(chunk.length);
    }
  } catch (error) {
    defect = error;
  }
  yield* count(analyzer.flush());
  if (defect) throw defect;
  complain(decoder, format, cut);
}

function complain(decoder: SampleDecoder, format: SampleFormat, cut: number): void {
  if (decoder.samples === 0) {
    const message = `the recording holds no sample (a ${format.name} sample has ${format.bytes} bytes)`;
    throw new PeerDataError("PHY_EMPTY_FILE", message);
  }
  if (decoder.notNumbers > 0) {
    const message = `${decoder.notNumbers} values are not numbers; they were read as zero`;
    throw new PeerDataError("PHY_NOT_A_NUMBER", message);
  }
  if (decoder.leftover > 0) {
    const message = `the recording ends inside a sample: ${decoder.leftover} of ${format.bytes} bytes are left over`;
    throw new PeerDataError("PHY_TRUNCATED", message);
  }
  if (cut > 0) throw new PeerDataError("PHY_TRUNCATED", "the recording ends inside a frame");
}
