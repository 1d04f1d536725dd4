import type { ReceivedFrame } from "@lorats/phy";

/** What became of a preamble: a frame with a good CRC (or none to check), one with a bad CRC, or nothing that could be read. */
export type SightingKind = "frame" | "bad-crc" | "orphan";

/** Signs that a preamble was not alone on its channel. */
export interface CollisionEvidence {
  /** Share of the preamble's power that the model of one transmitter explains; null when it was not fitted. */
  readonly quality: number | null;
  /** Largest lasting change of the channel's power within what was received of it; null where that is not known. */
  readonly powerStepDb: number | null;
  /** Onsets (samples) of other preambles that overlap this frame on its channel, any spreading factor. */
  readonly overlaps: readonly number[];
}

const POOR_QUALITY = 0.8;
const CLEAR_STEP_DB = 2;

/** Whether anything speaks for a collision. */
export function isDisturbed({ quality, powerStepDb, overlaps }: CollisionEvidence): boolean {
  const isBent = (quality ?? 1) < POOR_QUALITY || Math.abs(powerStepDb ?? 0) > CLEAR_STEP_DB;
  return isBent || overlaps.length > 0;
}

/** A preamble on one channel, and what followed it. Indices count the stream's samples as received. */
export interface Sighting {
  readonly kind: SightingKind;
  /** Centre of the channel. */
  readonly freqHz: number;
  readonly channel: number;
  readonly sf: number;
  readonly bwHz: number;
  /** Conjugated, as downlinks and beacons are or are not. */
  readonly invertIq: boolean;
  /** Null where it was destroyed. */
  readonly syncWord: number | null;
  readonly preambleLength: number;
  /** Start of the first preamble chirp, to the fraction of a sample. */
  readonly onsetSample: number;
  readonly onsetSdSamples: number | null;
  /** End of the last symbol. For orphans that of the SFD. */
  readonly endSample: number;
  readonly biasHz: number;
  readonly biasSdHz: number | null;
  readonly driftHzPerS: number | null;
  /** Where the SFD was destroyed: onset and bias may both be some whole steps further, in samples and hertz. */
  readonly ambiguity: { readonly stepSamples: number; readonly stepHz: number } | null;
  /** The symbol clock's error against the carrier's, where it was fitted: zero for one crystal. */
  readonly clockPpm: number | null;
  readonly clockSdPpm: number | null;
  readonly snrDb: number | null;
  /** Mean power while the preamble lasted, in decibels relative to full scale; null where it is no longer known. */
  readonly powerDbfs: number | null;
  /** From the header, where it could be read. */
  readonly length: number | null;
  readonly cr: number | null;
  readonly payload: Uint8Array | null;
  readonly collision: CollisionEvidence;
}

const UNKNOWN_POWER = { dbfs: null, stepDb: null } as const;
const SYMBOLS_AROUND_DATA = 4.25;

/** Where and when in the stream a receiver listened. */
export interface ListeningPlace {
  readonly freqHz: number;
  readonly channel: number;
  /** Of the stream, not of the channel. */
  readonly sampleRateHz: number;
  /** The stream's sample with which the receiver began. Default: the first. */
  readonly fromSample?: number;
}

/** Puts a received frame into the stream's own samples. */
export function sightingOf(
  frame: ReceivedFrame,
  place: ListeningPlace,
  power: { readonly dbfs: number | null; readonly stepDb: number | null } = UNKNOWN_POWER,
): Sighting {
  const { sampleRateHz, freqHz, channel, fromSample = 0 } = place;
  const symbols = frame.preambleLength + SYMBOLS_AROUND_DATA + frame.symbols.length;
  // The transmitter's chips come as much faster as its carrier is higher: both come from one crystal.
  const clock = frame.clock ?? frame.biasHz / freqHz;
  const durationS = ((symbols * 2 ** frame.sf) / frame.bwHz) * (1 - clock);
  return {
    kind: kindOf(frame),
    freqHz,
    channel,
    sf: frame.sf,
    bwHz: frame.bwHz,
    invertIq: frame.invertIq,
    syncWord: frame.syncWord,
    preambleLength: frame.preambleLength,
    onsetSample: fromSample + frame.onsetS * sampleRateHz,
    onsetSdSamples: frame.onsetSdS === null ? null : frame.onsetSdS * sampleRateHz,
    endSample: fromSample + (frame.onsetS + durationS) * sampleRateHz,
    biasHz: frame.biasHz,
    biasSdHz: frame.biasSdHz,
    driftHzPerS: frame.driftHzPerS,
    ambiguity: frame.ambiguity && {
      stepSamples: frame.ambiguity.stepS * sampleRateHz,
      stepHz: frame.ambiguity.stepHz,
    },
    ...clockOf(frame, freqHz),
    snrDb: frame.snrDb,
    powerDbfs: power.dbfs,
    length: frame.header?.length ?? null,
    cr: frame.cr,
    payload: frame.payload,
    collision: { quality: frame.quality, powerStepDb: power.stepDb, overlaps: [] },
  };
}

function kindOf(frame: ReceivedFrame): SightingKind {
  if (frame.header === null || frame.payload === null) return "orphan";
  return frame.crcOk === false ? "bad-crc" : "frame";
}

/** Over the whole frame where that was fitted, else over the preamble. */
function clockOf(
  { wholeFrame, clock, clockSd, biasHz }: ReceivedFrame,
  freqHz: number,
): Pick<Sighting, "clockPpm" | "clockSdPpm"> {
  if (wholeFrame) {
    return { clockPpm: wholeFrame.mismatchPpm, clockSdPpm: wholeFrame.mismatchSdPpm };
  }
  if (clock === null) return { clockPpm: null, clockSdPpm: null };
  return {
    clockPpm: (clock - biasHz / freqHz) * 1e6,
    clockSdPpm: clockSd === null ? null : clockSd * 1e6,
  };
}
