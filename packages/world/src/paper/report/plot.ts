/** What a figure shows; `renderSvg` draws it. */
export type Plot = LinePlot | BoxPlot | HeatPlot;

export interface Axis {
  readonly label: string;
  readonly log?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Default: a line. */
  readonly marks?: "line" | "points" | "both";
  readonly dashed?: boolean;
}

export interface LinePlot {
  readonly kind: "lines";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** One metre east is as long as one metre north. */
  readonly square?: boolean;
}

/** Minimum, quartiles and maximum, or whatever five numbers the caption says. */
export interface Box {
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly max: number;
}

export interface BoxPlot {
  readonly kind: "boxes";
  readonly title: string;
  readonly x: { readonly label: string; readonly categories: readonly string[] };
  readonly y: Axis;
  /** One box a category; null where there is none. */
  readonly groups: readonly { readonly name: string; readonly boxes: readonly (Box | null)[] }[];
}

export interface HeatPlot {
  readonly kind: "heat";
  readonly title: string;
  readonly x: { readonly label: string; readonly ticks: readonly (string | number)[] };
  readonly y: { readonly label: string; readonly ticks: readonly (string | number)[] };
  /** `cells[y][x]`, from the top. Numbers are shaded, words get a colour each. */
  readonly cells: readonly (readonly (number | string | null)[])[];
  /** Colours of words. */
  readonly legend?: Readonly<Record<string, string>>;
  readonly showValues?: boolean;
}
