import "uplot/dist/uPlot.min.css";
import "./plot.css";
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { useZone } from "../state/zone.ts";
import { HEIGHT, optionsOf } from "./options.ts";
import { dataOf } from "./series.ts";
import { summaryOf } from "./summary.ts";
import type { ChartProps } from "./time-chart.tsx";

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
    const made = new uPlot(optionsOf(newest.current, node, zone), dataOf(newest.current), node);
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
