import "uplot/dist/uPlot.min.css";
import "./plot.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { formatDateTime, formatDay, formatMinutes, formatSeconds } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { timeZoneOf, useZone, type Zone } from "../state/zone.ts";
import type { ChartProps, ChartSeries } from "./time-chart.tsx";

const text = messages("chart", { time: "Time" });
const HEIGHT = 200;

/** Draws with uPlot; new values are set into the same chart, so that nothing flickers while they come in. */
export default function Plot(props: ChartProps) {
  const { label, unit, times, series, height = HEIGHT } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme("light");
  const zone = useZone();
  const shape = JSON.stringify([
    series.map(({ name, color, draw, spread }) => [name, color, draw, !!spread]),
    props.range,
  ]);
  const newest = useRef(props);
  newest.current = props;

  useEffect(() => {
    const node = box.current!;
    const made = new uPlot(options(newest.current, node, zone), dataOf(newest.current), node);
    plot.current = made;
    const watcher = new ResizeObserver(() => {
      if (node.clientWidth > 0) made.setSize({ width: node.clientWidth, height });
    });
    watcher.observe(node);
    return () => {
      watcher.disconnect();
      made.destroy();
    };
    // A new shape, scheme or zone makes a new chart; new values do not.
  }, [shape, scheme, zone, height]);
  useEffect(() => {
    plot.current?.setData(dataOf(newest.current));
  }, [times, series]);

  return (
    <div
      ref={box}
      className="plot"
      role="img"
      aria-label={`${label}: ${series.map((one) => summaryOf(one, unit)).join("; ")}`}
      style={{ minHeight: height }}
    />
  );
}

function summaryOf({ name, values }: ChartSeries, unit: string): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return `${name} –`;
  const low = Math.min(...known);
  const high = Math.max(...known);
  return `${name} ${Number(low.toPrecision(4))} … ${Number(high.toPrecision(4))} ${unit}`;
}

/** Bands need their own two invisible series each, after the visible ones. */
function dataOf({ times, series }: ChartProps): uPlot.AlignedData {
  const bands = series.flatMap(({ values, spread }) => {
    if (!spread) return [];
    const edge = (sign: 1 | -1) =>
      values.map((value, i) => (value === null ? null : value + sign * (spread[i] ?? 0)));
    return [edge(1), edge(-1)];
  });
  return [[...times], ...series.map(({ values }) => [...values]), ...bands] as uPlot.AlignedData;
}

function options(
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
      x: { time: x === "time", range: (_, low, high) => spanOf(low, high) },
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

/** Around a single point there is a little room, not a year. */
const ALONE = 30;

function spanOf(low: number, high: number): [number, number] {
  return low === high ? [low - ALONE, high + ALONE] : [low, high];
}

/** px of a digit at the size of the axes, and of the gap beside them. */
const DIGIT_PX = 6.6;
const GAP_PX = 14;

/** As wide as its longest label, so that no sign and no digit is cut off. */
function widthOf(labels: readonly string[] | null): number {
  const longest = Math.max(4, ...(labels ?? []).map((label) => label.length));
  return Math.ceil(GAP_PX + DIGIT_PX * longest);
}

const BILLION = 1e9;
const MILLION = 1e6;

/** Large round numbers are read, not counted. */
function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= BILLION) return `${Number((value / BILLION).toPrecision(4))} G`;
  if (size >= MILLION) return `${Number((value / MILLION).toPrecision(4))} M`;
  return String(Number(value.toPrecision(9)));
}

const DAY_S = 86_400;

/** Clock times, and days where the ticks are days apart. */
function clockTicks(ticks: readonly number[], zone: Zone): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  const format = step >= DAY_S ? formatDay : step < 60 ? formatSeconds : formatMinutes;
  return ticks.map((tick) => format(tick * 1000, zone));
}

const HIDDEN: uPlot.Series = {
  show: true,
  width: 0,
  points: { show: false },
  label: "",
  class: "hidden",
};

function drawnSeries(
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

/** `teal.6` → the theme's variable. */
function mantineColor(name: string): string {
  return `var(--mantine-color-${name.replace(".", "-")})`;
}

/** A canvas knows no variables: they are read from elements, a fresh one each, since a changed one may be in transition. */
function colorsOf(node: HTMLElement): (css: string) => string {
  return (css) => {
    const probe = document.createElement("span");
    probe.style.color = css;
    node.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}

function withAlpha(rgb: string, alpha: number): string {
  const [r, g, b] = rgb.match(/[\d.]+/g) ?? ["0", "0", "0"];
  return `rgba(${r}, ${g}, ${b}, ${alpha})`;
}
