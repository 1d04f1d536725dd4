/** How often, in so many trials, each of two frames of one spreading factor was received or at least seen. */
export interface CollisionCount {
  readonly lagSymbols: number;
  /** Earlier over later. */
  readonly ratioDb: number;
  readonly trials: number;
  readonly earlier: number;
  readonly later: number;
  /** A frame with a wrong CRC was reported. */
  readonly bad: number;
  readonly earlierSighted: number;
  readonly laterSighted: number;
}

interface Measured {
  /** The command that made it. */
  readonly source: string;
  readonly seed: number;
  readonly setup: Readonly<Record<string, unknown>>;
}

export interface CollisionTable extends Measured {
  /** By rising lag, then by falling ratio: a full grid. */
  readonly cells: readonly CollisionCount[];
}

export interface InterSfTable extends Measured {
  /** Ratio at which half of the frames are lost: rows are the wanted, columns the other spreading factor, 7 … 12. */
  readonly thresholdDb: readonly (readonly number[])[];
}
