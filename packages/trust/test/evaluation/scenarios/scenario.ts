import { SeededRandom } from "@lorats/base";
import { hashOf } from "../../../src/statistics/hash.ts";

/** How much of everything an evaluation draws. */
export interface Effort {
  /** Devices, each with seeds of its own, and frames of each after learning, at the assumed crystal noise. */
  readonly devices: number;
  readonly frames: number;
  /** Everything that is drawn follows from it. */
  readonly seed: string;
}

/** Random numbers of their own for one device of one setting. */
export function drawsOf({ seed }: Effort, ...names: readonly (string | number)[]): SeededRandom {
  return new SeededRandom(hashOf([seed, ...names].join("/")));
}

/** Factors on the crystal noise that is assumed. */
export const FACTORS = [0.3, 1, 3] as const;

/** Beside the assumed noise fewer frames do. */
export function framesAt({ frames }: Effort, factor: number): number {
  return factor === 1 ? frames : Math.ceil(0.15 * frames);
}

export interface Count {
  hits: number;
  of: number;
}

export function count(into: Count, hit: boolean): void {
  into.of++;
  if (hit) into.hits++;
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
