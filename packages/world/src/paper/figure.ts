import type { SeededRandom } from "@lorats/base";
import type { Plot } from "./report/plot.ts";

/** Values of one table: a header, and rows as long as it. */
export interface DataTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** What a figure's reproduction found. */
export interface FigureResult {
  /** One line each. */
  readonly paperSays: string;
  readonly weGet: string;
  readonly why: string;
  /** What does not hold as printed, where something does not. */
  readonly slip?: string;
  /** What was assumed where the paper measured hardware, and sample sizes. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly tables: readonly DataTable[];
  readonly plots: readonly Plot[];
}

export interface FigureContext {
  /** Fewer trials, coarser grids: the whole run in two minutes. */
  readonly quick: boolean;
  readonly random: SeededRandom;
  /** Told what share of the figure is done, 0 … 1. */
  readonly progress: (share: number) => void;
}

/** One figure, table or figure of speech of the paper that can be run again. A new one is a file and a line in `PAPER_FIGURES`. */
export interface Figure {
  /** As the command line names it: `figure-3`, `table-1`. */
  readonly id: string;
  readonly title: string;
  readonly section: string;
  /** `computed` from the paper's own formulas and parameters, or `simulated` where the paper measured hardware. */
  readonly kind: "computed" | "simulated";
  run(context: FigureContext): FigureResult;
}
