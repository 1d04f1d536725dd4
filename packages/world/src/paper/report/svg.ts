import type { Axis, Box, BoxPlot, HeatPlot, LinePlot, Plot } from "./plot.ts";

const WIDTH = 640;
const HEIGHT = 400;
const LEFT = 78;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 54;
/** Told apart also by those who see few colours. @see Okabe and Ito */
const COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#000000",
  "#8c8c00",
];

/** A plot as an SVG document that needs nothing else. */
export function renderSvg(plot: Plot): string {
  switch (plot.kind) {
    case "lines":
      return renderLines(plot);
    case "boxes":
      return renderBoxes(plot);
    case "heat":
      return renderHeat(plot);
  }
}

interface Scale {
  /** Place in the drawing of a value. */
  at(value: number): number;
  readonly ticks: readonly number[];
}

/** From values to pixels, linear or logarithmic; a logarithm has no place for zero, which is left out. */
function scaleOf(axis: Axis, values: readonly number[], from: number, to: number): Scale {
  const usable = values.filter((v) => Number.isFinite(v) && (!axis.log || v > 0));
  let min = axis.min ?? Math.min(...usable);
  let max = axis.max ?? Math.max(...usable);
  if (!Number.isFinite(min) || !Number.isFinite(max)) [min, max] = [0, 1];
  if (axis.log) {
    const [low, high] = [
      Math.floor(Math.log10(min)),
      Math.max(Math.ceil(Math.log10(max)), Math.floor(Math.log10(min)) + 1),
    ];
    const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
    return { at: (v) => from + ((Math.log10(v) - low) / (high - low)) * (to - from), ticks };
  }
  if (min === max) [min, max] = [min - 1, max + 1];
  const step = niceStep((max - min) / 6);
  const low = axis.min ?? Math.floor(min / step) * step;
  const high = axis.max ?? Math.ceil(max / step) * step;
  const ticks: number[] = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step * 1e-9; v += step) ticks.push(v);
  return { at: (v) => from + ((v - low) / (high - low)) * (to - from), ticks };
}

function niceStep(rough: number): number {
  const unit = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((m) => m * unit >= rough) ?? 10) * unit;
}

function renderLines(plot: LinePlot): string {
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
    clip +
      frame(plot.x.label, plot.y.label, xs, ys, LEFT + width) +
      body +
      legend(names, COLOURS, LEFT + width),
    plot.square ? LEFT + width + 190 : WIDTH,
  );
}

function renderBoxes({ title, x, y, groups }: BoxPlot): string {
  const all = groups.flatMap(({ boxes }) =>
    boxes.flatMap((box) => (box ? [box.min, box.max] : [])),
  );
  const ys = scaleOf(y, all, HEIGHT - BOTTOM, TOP);
  const slot = (WIDTH - LEFT - RIGHT) / x.categories.length;
  const share = Math.min(26, (slot * 0.8) / groups.length);
  const drawn = groups.flatMap(({ boxes }, g) =>
    boxes.map((box, c) => {
      if (!box) return "";
      const centre = LEFT + slot * (c + 0.5) + share * (g - (groups.length - 1) / 2);
      return drawBox(box, centre, share * 0.7, ys, COLOURS[g % COLOURS.length]!);
    }),
  );
  const every = Math.ceil(x.categories.length / 18);
  const labels = x.categories.map((name, c) =>
    c % every === 0 ? text(LEFT + slot * (c + 0.5), HEIGHT - BOTTOM + 16, name, "middle") : "",
  );
  const noTicks: Scale = { at: () => LEFT, ticks: [] };
  return documentOf(
    title,
    frame(x.label, y.label, noTicks, ys, WIDTH - RIGHT) +
      labels.join("") +
      drawn.join("") +
      legend(
        groups.map(({ name }) => name),
        COLOURS,
        WIDTH - RIGHT,
      ),
  );
}

function drawBox(box: Box, centre: number, width: number, ys: Scale, colour: string): string {
  const [min, q1, median, q3, max] = [box.min, box.q1, box.median, box.q3, box.max].map((v) =>
    round(ys.at(v)),
  );
  const left = round(centre - width / 2);
  const line = (y1: number, y2: number): string =>
    `<line x1="${round(centre)}" x2="${round(centre)}" y1="${y1}" y2="${y2}" stroke="${colour}"/>`;
  return (
    line(min!, q1!) +
    line(q3!, max!) +
    `<rect x="${left}" y="${q3}" width="${round(width)}" height="${round(Math.max(1, q1! - q3!))}" fill="${colour}" fill-opacity="0.2" stroke="${colour}"/>` +
    `<line x1="${left}" x2="${round(centre + width / 2)}" y1="${median}" y2="${median}" stroke="${colour}" stroke-width="2"/>`
  );
}

function renderHeat({ title, x, y, cells, legend: words = {}, showValues }: HeatPlot): string {
  const columns = x.ticks.length;
  const wide = (WIDTH - LEFT - RIGHT) / columns;
  const high = (HEIGHT - TOP - BOTTOM) / y.ticks.length;
  const numbers = cells
    .flat()
    .filter((v): v is number => typeof v === "number" && Number.isFinite(v));
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const drawn = cells.flatMap((row, r) =>
    row.map((value, c) => {
      if (value === null) return "";
      const colour =
        typeof value === "string"
          ? (words[value] ?? "#888888")
          : shade((value - min) / (max - min || 1));
      const left = LEFT + c * wide;
      const top = TOP + r * high;
      const label =
        showValues && typeof value === "number"
          ? text(
              left + wide / 2,
              top + high / 2 + 4,
              String(Number(value.toPrecision(3))),
              "middle",
              "#111111",
            )
          : "";
      return `<rect x="${round(left)}" y="${round(top)}" width="${round(wide + 0.3)}" height="${round(high + 0.3)}" fill="${colour}"/>${label}`;
    }),
  );
  const everyX = Math.ceil(columns / 14);
  const everyY = Math.ceil(y.ticks.length / 16);
  const ticks =
    x.ticks
      .map((tick, c) =>
        c % everyX === 0
          ? text(LEFT + (c + 0.5) * wide, HEIGHT - BOTTOM + 16, String(tick), "middle")
          : "",
      )
      .join("") +
    y.ticks
      .map((tick, r) =>
        r % everyY === 0 ? text(LEFT - 6, TOP + (r + 0.5) * high + 4, String(tick), "end") : "",
      )
      .join("");
  const names = Object.keys(words);
  return documentOf(
    title,
    drawn.join("") +
      ticks +
      axisLabels(x.label, y.label, WIDTH - RIGHT) +
      legend(names, Object.values(words), WIDTH - RIGHT),
  );
}

/** Dark to light, even to the eye. */
function shade(share: number): string {
  const t = Math.max(0, Math.min(1, share));
  const mix = (a: number, b: number): number => Math.round(a + (b - a) * t);
  return `rgb(${mix(60, 250)},${mix(80, 235)},${mix(140, 170)})`;
}

function frame(xLabel: string, yLabel: string, xs: Scale, ys: Scale, right: number): string {
  const bottom = HEIGHT - BOTTOM;
  const vertical = xs.ticks
    .map((tick) => {
      const at = round(xs.at(tick));
      return `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom}" stroke="#e2e2e2"/>${text(at, bottom + 16, short(tick), "middle")}`;
    })
    .join("");
  const horizontal = ys.ticks
    .map((tick) => {
      const at = round(ys.at(tick));
      return `<line x1="${LEFT}" x2="${right}" y1="${at}" y2="${at}" stroke="#e2e2e2"/>${text(LEFT - 6, at + 4, short(tick), "end")}`;
    })
    .join("");
  const box = `<rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${bottom - TOP}" fill="none" stroke="#999999"/>`;
  return vertical + horizontal + box + axisLabels(xLabel, yLabel, right);
}

function axisLabels(xLabel: string, yLabel: string, right: number): string {
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  return (
    text((LEFT + right) / 2, HEIGHT - 14, xLabel, "middle") +
    `<text x="16" y="${middle}" text-anchor="middle" transform="rotate(-90 16 ${middle})">${escape(yLabel)}</text>`
  );
}

function legend(names: readonly string[], colours: readonly string[], right: number): string {
  if (names.length < 2) return "";
  const width = 30 + 6.2 * Math.max(...names.map((name) => name.length));
  const back = `<rect x="${round(right - width)}" y="${TOP}" width="${round(width)}" height="${16 * names.length + 6}" fill="#ffffff" fill-opacity="0.85"/>`;
  const items = names.map((name, n) => {
    const y = TOP + 14 + 16 * n;
    const colour = colours[n % colours.length]!;
    return `<rect x="${right - 14}" y="${y - 9}" width="10" height="10" fill="${colour}"/>${text(right - 20, y, name, "end")}`;
  });
  return back + items.join("");
}

function documentOf(title: string, body: string, width = WIDTH): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${escape(title)}" ` +
    `font-family="system-ui, sans-serif" font-size="11" fill="#333333"><rect width="${width}" height="${HEIGHT}" fill="#ffffff"/>` +
    `<text x="${LEFT}" y="20" font-size="13" font-weight="600">${escape(title)}</text>${body}</svg>`
  );
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: "start" | "middle" | "end",
  fill = "#333333",
): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}">${escape(words)}</text>`;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return value.toExponential(0);
  return String(Number(value.toPrecision(6)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function escape(words: string): string {
  return words
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
