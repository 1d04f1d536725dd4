import { conjugate } from "../iq.ts";
import { type WholeFrameEstimate, refineWholeFrame } from "../joint/whole-frame.ts";
import { loraParams, symbolSeconds } from "../params.ts";
import { frameWaveform } from "../signal/waveform.ts";
import type { ArrivalOptions } from "./arrival-estimator.ts";
import type { IqHistory } from "./iq-history.ts";
import type { ReceivedFrame } from "./received-frame.ts";

/** What the receiver's own synthesiser adds to every carrier but to no symbol clock, and how well that is known. */
export interface ReceiverLo {
  readonly hz: number;
  readonly sdHz: number;
}

/** A preamble shorter than this has been cut off; one of this many chirps more than the frame is not worth a fit of them all. */
const LONGEST_PREAMBLE = 256;

/**
 * Fits a frame that was read from its first chirp to its last: carrier and symbol clock apart. Null where the carrier is not known,
 * the frame was not read without doubt, or too little of it is still held.
 */
export function refineFrame(
  samples: IqHistory,
  frame: Omit<ReceivedFrame, "wholeFrame">,
  sx127x: boolean,
  options: ArrivalOptions,
  lo: ReceiverLo,
): WholeFrameEstimate | null {
  const { sampleRateHz, bwHz, carrierHz, offsetHz, conjugated } = options;
  const { sf, cr, ldro, header, payload, syncWord, preambleLength, invertIq } = frame;
  if (carrierHz === null || !payload || !header || frame.crcOk === false) return null;
  if (cr === null || syncWord === null || preambleLength > LONGEST_PREAMBLE) return null;
  const params = loraParams(sf, bwHz, {
    cr,
    ldro: ldro ?? false,
    crc: header.crc,
    explicitHeader: header.explicit,
    preambleLength,
    syncWord,
    invertIq,
    sx127x,
  });
  const waveform = frameWaveform(params, payload);
  const marginS = 0.1 * symbolSeconds(sf, bwHz);
  const from = Math.floor((frame.onsetS - marginS) * sampleRateHz);
  const to = Math.ceil((frame.onsetS + waveform.durationS + marginS) * sampleRateHz);
  const begin = Math.max(from, samples.start);
  if (begin > frame.onsetS * sampleRateHz) return null;
  const iq = samples.copy(begin, Math.min(to, samples.end));
  if (conjugated) conjugate(iq);
  const start = { onsetS: frame.onsetS - begin / sampleRateHz, biasHz: frame.biasHz };
  const found = refineWholeFrame(iq, waveform, start, {
    sampleRateHz,
    carrierHz,
    channelHz: offsetHz,
    receiverLoHz: lo.hz,
    receiverLoSdHz: lo.sdHz,
  });
  return found && { ...found, onsetS: found.onsetS + begin / sampleRateHz };
}
