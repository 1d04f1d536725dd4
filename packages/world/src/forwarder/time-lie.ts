/** What a gateway that somebody has taken over says wrongly. */
export interface TimeLie {
  /** Added to every time that it tells. */
  readonly offsetS: number;
  /** Frames are handed on so much late. */
  readonly holdS: number;
}

export const HONEST: TimeLie = { offsetS: 0, holdS: 0 };
