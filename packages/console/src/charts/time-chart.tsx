import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";

const Plot = lazy(() => import("./plot.tsx"));

export interface ChartSeries {
  readonly name: string;
  /** A colour of the theme, such as `teal.6`. */
  readonly color: string;
  readonly values: readonly (number | null)[];
  /** `line`, with its points, when absent; `trace` is a line without. */
  readonly draw?: "line" | "points" | "dots" | "bars" | "step" | "trace";
  /** Half the width of a band around the values, such as a standard deviation. */
  readonly spread?: readonly (number | null)[];
}

export interface ChartProps {
  /** What is shown, for those who do not see it. */
  readonly label: string;
  readonly unit: string;
  /** Seconds since the Unix epoch, rising; one for each value. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly height?: number;
  /** Smallest and largest value of the scale, where that is known; fitted to the values otherwise. */
  readonly range?: readonly [number, number];
  /** Marks values are compared with, drawn across. */
  readonly x?: "time" | "number";
  /** Name and unit of the horizontal scale, when it is no time. */
  readonly xUnit?: string;
}

/** A chart over time; its code is fetched when the first one is shown. */
export function TimeChart(props: ChartProps) {
  return (
    <Suspense fallback={<Skeleton height={props.height ?? 200} />}>
      <Plot {...props} />
    </Suspense>
  );
}
