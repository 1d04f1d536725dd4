/** How much of everything an evaluation draws. */
export interface Effort {
  /** Devices, each with seeds of its own, and frames of each after learning. */
  readonly devices: number;
  readonly frames: number;
}

export interface Table {
  readonly title: string;
  /** One or two sentences on what was drawn and what the columns are. */
  readonly note: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly file: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logX: boolean;
  readonly curves: readonly Curve[];
}

export interface Outcome {
  readonly tables: readonly Table[];
  readonly plots?: readonly Plot[];
}

export interface Scenario {
  readonly name: string;
  run(effort: Effort): Outcome;
}
