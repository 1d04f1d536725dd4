import type { SeededRandom } from "@lorats/base";
import type { ReceivedFrame } from "@lorats/phy";
import { isReceived, SUPERPOSITION_SETUP, superpose } from "./superposition.ts";

export interface CollisionSetting {
  readonly sf: number;
  readonly bytes: number;
  /** Of the victim, in its bandwidth. */
  readonly victimSnrDb: number;
  /** Victim over collider. */
  readonly scrDb: number;
  readonly lagS: number;
}

export interface CollisionOutcome {
  readonly victim: boolean;
  readonly collider: boolean;
  /** A frame with a header and a wrong CRC was reported. */
  readonly bad: boolean;
  /** The preamble of each was reported, whatever became of the rest. */
  readonly victimSighted: boolean;
  readonly colliderSighted: boolean;
}

const LEAD_SYMBOLS = 4;
/** A sighting this near to an onset is one of it. */
const REACH_SYMBOLS = 0.25;

/** Two frames of one spreading factor and length, superposed, and what our demodulator makes of them. */
export function collideOnce(setting: CollisionSetting, random: SeededRandom): CollisionOutcome {
  const { sf, bytes, victimSnrDb, scrDb, lagS } = setting;
  const symbolS = 2 ** sf / SUPERPOSITION_SETUP.bwHz;
  const onsetS = LEAD_SYMBOLS * symbolS;
  const { payloads, frames } = superpose(
    [
      { sf, bytes, snrDb: victimSnrDb, onsetS },
      { sf, bytes, snrDb: victimSnrDb - scrDb, onsetS: onsetS + lagS },
    ],
    sf,
    random,
  );
  const isSighted = (atS: number): boolean =>
    frames.some((frame: ReceivedFrame) => Math.abs(frame.onsetS - atS) < REACH_SYMBOLS * symbolS);
  return {
    victim: isReceived(frames, payloads[0]!),
    collider: isReceived(frames, payloads[1]!),
    bad: frames.some((frame) => frame.crcOk === false),
    victimSighted: isSighted(onsetS),
    colliderSighted: isSighted(onsetS + lagS),
  };
}
