/** 1.0.x and 1.1 recommend it; 1.0.4 dropped it, hence an option. */
export const MAX_FCNT_GAP = 16384;

export interface FCntOptions {
  /**
   * How far ahead of the expected counter a frame may be; further counts as old. 1 … 65535, by default 32767:
   * whichever reading is nearer. Before the counter's first wrap nothing is older than 0, so that a frame
   * further ahead is returned with its `gap`.
   */
  readonly maxGap?: number;
}

export interface FullFCnt {
  /** All 32 bits. */
  readonly fCnt: number;
  /** `fCnt` minus the expected counter: 0 for the next frame, positive when frames were lost, negative for old ones. */
  readonly gap: number;
  /** The counter passed 2³²−1: the session must end (1.0.4 §4.3.1.5). */
  readonly rolledOver: boolean;
}

const HALF = 0x8000;
const SPAN = 0x1_0000;

/**
 * The 32-bit counter behind the 16 bits on the air.
 *
 * @param received 16 bits
 * @param expected the counter that would be next, 32 bits
 * @see LoRaWAN L2 1.0.4 §4.3.1.5
 */
export function reconstructFCnt(
  received: number,
  expected: number,
  options: FCntOptions = {},
): FullFCnt {
  const maxGap = options.maxGap ?? HALF - 1;
  const ahead = (received - expected) & 0xffff;
  // Before the first wrap there is no older frame with those bits: it can only be ahead.
  const old = ahead > maxGap && expected + ahead >= SPAN;
  const gap = old ? ahead - SPAN : ahead;
  const full = expected + gap;
  const rolledOver = full > 0xffff_ffff;
  return { fCnt: rolledOver ? full - 0x1_0000_0000 : full, gap, rolledOver };
}
