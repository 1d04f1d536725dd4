import type { SeededRandom } from "@lorats/base";
import {
  frameS,
  isReceived,
  SUPERPOSITION_SETUP,
  superpose,
  type Superposed,
} from "./superposition.ts";

export interface InterSfSetting {
  readonly wantedSf: number;
  readonly otherSf: number;
  readonly bytes: number;
  /** Of the wanted frame, in its bandwidth. */
  readonly snrDb: number;
  /** Wanted over other. */
  readonly ratioDb: number;
}

const LEAD_SYMBOLS = 4;
/** Frames of the other spreading factor are as long as they may be, and follow each other without a gap. */
const OTHER_BYTES = 200;

/** Whether a frame is received while another spreading factor is on the air all the time. */
export function receivedBeside(setting: InterSfSetting, random: SeededRandom): boolean {
  const { wantedSf, otherSf, bytes, snrDb, ratioDb } = setting;
  const onsetS = (LEAD_SYMBOLS * 2 ** wantedSf) / SUPERPOSITION_SETUP.bwHz;
  const endS = onsetS + frameS(wantedSf, bytes);
  const wanted: Superposed = { sf: wantedSf, bytes, snrDb, onsetS };
  const lengthS = frameS(otherSf, OTHER_BYTES);
  const others: Superposed[] = [];
  // The first one has begun before: its chirps, not its beginning, are met.
  for (let atS = 0.001 - lengthS / 3; atS < endS; atS += lengthS) {
    others.push({ sf: otherSf, bytes: OTHER_BYTES, snrDb: snrDb - ratioDb, onsetS: atS });
  }
  const { payloads, frames } = superpose([wanted, ...others], wantedSf, random);
  return isReceived(frames, payloads[0]!);
}
