import type { LinePlot } from "../plot.ts";
import {
  BOTTOM,
  COLOURS,
  documentOf,
  frame,
  HEIGHT,
  LEFT,
  RIGHT,
  round,
  TOP,
  WIDTH,
} from "./parts.ts";
import { scaleOf } from "./scale.ts";

/** Curves and clouds of points. */
export function renderLines(plot: LinePlot): string {
  const width = plot.square ? HEIGHT - TOP - BOTTOM : WIDTH - LEFT - RIGHT;
  const xs = scaleOf(
    plot.x,
    plot.series.flatMap(({ points }) => points.map(([x]) => x)),
    LEFT,
    LEFT + width,
  );
  const ys = scaleOf(
    plot.y,
    plot.series.flatMap(({ points }) => points.map(([, y]) => y)),
    HEIGHT - BOTTOM,
    TOP,
  );
  const inside = ([x, y]: readonly [number, number]): boolean =>
    Number.isFinite(x) && Number.isFinite(y) && (!plot.x.log || x > 0) && (!plot.y.log || y > 0);
  const drawn = plot.series.map((series, n) => {
    const colour = COLOURS[n % COLOURS.length]!;
    const points = series.points
      .filter(inside)
      .map(([x, y]) => `${round(xs.at(x))},${round(ys.at(y))}`);
    const dash = series.dashed ? ' stroke-dasharray="5 4"' : "";
    const line =
      series.marks === "points"
        ? ""
        : `<polyline fill="none" stroke="${colour}" stroke-width="1.6"${dash} points="${points.join(" ")}"/>`;
    if (series.marks !== "points" && series.marks !== "both") return line;
    const size = points.length > 400 ? 1 : 2.6;
    const dots = points.map((p) => {
      const [cx, cy] = p.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="${size}" fill="${colour}"/>`;
    });
    return line + dots.join("");
  });
  const names = plot.series.map(({ name }) => name);
  const body = `<g clip-path="url(#c)">${drawn.join("")}</g>`;
  const clip = `<clipPath id="c"><rect x="${LEFT}" y="${TOP - 4}" width="${width}" height="${HEIGHT - TOP - BOTTOM + 8}"/></clipPath>`;
  return documentOf(
    plot.title,
    clip + frame(plot.x.label, plot.y.label, xs, ys, LEFT + width) + body,
    { names, colours: COLOURS },
  );
}
