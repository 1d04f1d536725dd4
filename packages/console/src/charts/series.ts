import uPlot from "uplot";
import { mantineColor, withAlpha } from "./colors.ts";
import type { ChartProps, ChartSeries } from "./time-chart.tsx";

/** Bands need their own two invisible series each, after the visible ones. */
export function dataOf({ times, series }: ChartProps): uPlot.AlignedData {
  const bands = series.flatMap(({ values, spread }) => {
    if (!spread) return [];
    const edge = (sign: 1 | -1) =>
      values.map((value, i) => (value === null ? null : value + sign * (spread[i] ?? 0)));
    return [edge(1), edge(-1)];
  });
  return [[...times], ...series.map(({ values }) => [...values]), ...bands] as uPlot.AlignedData;
}

/** An edge of a band: it has to be there, and is not drawn. */
export const HIDDEN: uPlot.Series = {
  show: true,
  width: 0,
  points: { show: false },
  label: "",
  class: "hidden",
};

/** How values are drawn, and how one of them is read. */
export function drawnSeries(
  { name, color: named, draw = "line" }: ChartSeries,
  color: (css: string) => string,
  unit: string,
): uPlot.Series {
  const stroke = color(mantineColor(named));
  const value = (_: uPlot, v: number | null) =>
    v === null ? "–" : `${Number(v.toPrecision(5))} ${unit}`;
  const base = { label: name, stroke, value };
  switch (draw) {
    case "points":
    case "dots":
      return {
        ...base,
        width: 0,
        paths: () => null,
        points: { show: true, size: draw === "dots" ? 2.5 : 6, fill: stroke },
      };
    case "bars":
      return {
        ...base,
        width: 0,
        fill: withAlpha(stroke, 0.75),
        paths: uPlot.paths.bars!({ size: [0.9, 40] }),
        points: { show: false },
      };
    case "step":
      return {
        ...base,
        width: 1.5,
        paths: uPlot.paths.stepped!({ align: 1 }),
        points: { show: false },
      };
    case "trace":
      return { ...base, width: 1.25, points: { show: false } };
    case "line":
      return { ...base, width: 1.75, spanGaps: true, points: { size: 5, fill: stroke } };
  }
}
