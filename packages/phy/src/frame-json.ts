import { toHex } from "@lorats/base";
import type { WholeFrameEstimate } from "./joint/whole-frame.ts";
import type { Ambiguity, ReceivedFrame } from "./demod/received-frame.ts";

/** A received frame as `lorats phy analyze --json` prints it, one line a frame. `null`: not determined. */
export interface FrameJson {
  readonly onsetS: number;
  readonly onsetSdS: number | null;
  readonly biasHz: number;
  readonly biasSdHz: number | null;
  readonly driftHzPerS: number | null;
  readonly driftSdHzPerS: number | null;
  readonly sf: number;
  readonly bwHz: number;
  readonly cr: number | null;
  readonly snrDb: number | null;
  readonly syncWord: number | null;
  readonly header: {
    readonly explicit: boolean;
    readonly length: number;
    readonly crc: boolean;
    readonly ok: boolean;
  } | null;
  /** Lower-case hexadecimal. */
  readonly payload: string | null;
  readonly crcOk: boolean | null;
  readonly method: string;
  readonly preambleLength: number;
  readonly ldro: boolean | null;
  readonly invertIq: boolean;
  readonly quality: number | null;
  /** See `ArrivalEstimate`: the grid on which a preamble without its SFD is known. */
  readonly ambiguity: Ambiguity | null;
  /** Fit over the whole frame; see `WholeFrameEstimate`. */
  readonly wholeFrame: WholeFrameJson | null;
}

/** Carrier and symbol clock of a frame that was read, each against the receiver's; one crystal makes their mismatch zero. */
export type WholeFrameJson = Omit<
  WholeFrameEstimate,
  "snrDb" | "degree" | "coherence" | "strayChirps" | "advanceChips"
>;

export function frameJson(frame: ReceivedFrame): FrameJson {
  return {
    onsetS: rounded(frame.onsetS, 12)!,
    onsetSdS: significant(frame.onsetSdS),
    biasHz: rounded(frame.biasHz, 4)!,
    biasSdHz: significant(frame.biasSdHz),
    driftHzPerS: rounded(frame.driftHzPerS, 3),
    driftSdHzPerS: significant(frame.driftSdHzPerS),
    sf: frame.sf,
    bwHz: frame.bwHz,
    cr: frame.cr,
    snrDb: rounded(frame.snrDb, 2),
    syncWord: frame.syncWord,
    header: frame.header,
    payload: frame.payload ? toHex(frame.payload) : null,
    crcOk: frame.crcOk,
    method: frame.method,
    preambleLength: frame.preambleLength,
    ldro: frame.ldro,
    invertIq: frame.invertIq,
    quality: rounded(frame.quality, 3),
    ambiguity: frame.ambiguity,
    wholeFrame: frame.wholeFrame && wholeFrameJson(frame.wholeFrame),
  };
}

function wholeFrameJson(fit: WholeFrameEstimate): WholeFrameJson {
  return {
    onsetS: rounded(fit.onsetS, 12)!,
    onsetSdS: significant(fit.onsetSdS)!,
    biasHz: rounded(fit.biasHz, 4)!,
    biasSdHz: significant(fit.biasSdHz)!,
    driftHzPerS: rounded(fit.driftHzPerS, 3)!,
    driftSdHzPerS: significant(fit.driftSdHzPerS)!,
    carrierPpm: rounded(fit.carrierPpm, 6)!,
    carrierSdPpm: significant(fit.carrierSdPpm)!,
    clockPpm: rounded(fit.clockPpm, 6)!,
    clockSdPpm: significant(fit.clockSdPpm)!,
    mismatchPpm: rounded(fit.mismatchPpm, 6)!,
    mismatchSdPpm: significant(fit.mismatchSdPpm)!,
    carrierOnlyHz: rounded(fit.carrierOnlyHz, 4)!,
    carrierOnlySdHz: significant(fit.carrierOnlySdHz)!,
  };
}

function rounded(value: number | null, digits: number): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toFixed(digits));
}

function significant(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
}
