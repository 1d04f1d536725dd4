import uPlot from "uplot";
import { formatDateTime } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { timeZoneOf, type Zone } from "../state/zone.ts";
import { clockTicks, compact, spanOf, widthOf } from "./axes.ts";
import { colorsOf, mantineColor, withAlpha } from "./colors.ts";
import { drawnSeries, HIDDEN } from "./series.ts";
import type { ChartProps } from "./time-chart.tsx";

const text = messages("chart", { time: "Time" });

/** px */
export const HEIGHT = 200;

/** What uPlot is told of a chart: scales, axes, series and the bands around them. */
export function optionsOf(
  { series, unit, height = HEIGHT, range, x = "time", xUnit = "" }: ChartProps,
  node: HTMLElement,
  zone: Zone,
): uPlot.Options {
  const color = colorsOf(node);
  const axis = {
    stroke: color("var(--mantine-color-dimmed)"),
    grid: { stroke: color("var(--lorats-line)"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  const timeZone = timeZoneOf(zone);
  const drawn = series.map((one) => drawnSeries(one, color, unit));
  const banded = series.filter(({ spread }) => spread);
  const invisible = banded.flatMap(() => [HIDDEN, HIDDEN]);
  const bands = banded.map((one, i): uPlot.Band => {
    const first = 1 + series.length + 2 * i;
    return { series: [first, first + 1], fill: withAlpha(color(mantineColor(one.color)), 0.16) };
  });
  return {
    width: Math.max(1, node.clientWidth),
    height,
    ...(timeZone !== undefined && { tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), timeZone) }),
    scales: {
      x: { time: x === "time", range: ({ data: [at] }, low, high) => spanOf(at, low, high) },
      ...(range && { y: { range: [...range] } }),
    },
    series: [xSeries(x, xUnit, zone), ...drawn, ...invisible],
    bands,
    axes: [
      {
        ...axis,
        size: 32,
        space: 78,
        ...(x === "time" && { values: (_, ticks) => clockTicks(ticks, zone) }),
      },
      {
        ...axis,
        size: (_, labels) => widthOf(labels),
        values: (_, ticks) => ticks.map((tick) => `${compact(tick)} ${unit}`.trim()),
      },
    ],
    cursor: { points: { size: 6 }, drag: { x: true, y: false } },
    legend: { live: true },
    padding: [10, 22, 0, 0],
  };
}

function xSeries(x: "time" | "number", unit: string, zone: Zone): uPlot.Series {
  const label = x === "time" ? text("time") : unit;
  const value = (_: uPlot, v: number | null) =>
    v === null ? "–" : x === "time" ? formatDateTime(v * 1000, zone) : String(v);
  return { label, value };
}
