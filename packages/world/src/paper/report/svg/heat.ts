import type { HeatPlot } from "../plot.ts";
import {
  axisLabels,
  BOTTOM,
  documentOf,
  HEIGHT,
  LEFT,
  RIGHT,
  round,
  text,
  TOP,
  WIDTH,
} from "./parts.ts";

/** Shades or words on a grid. */
export function renderHeat({
  title,
  x,
  y,
  cells,
  legend: words = {},
  showValues,
}: HeatPlot): string {
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
              "on",
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
  return documentOf(title, drawn.join("") + ticks + axisLabels(x.label, y.label, WIDTH - RIGHT), {
    names,
    colours: Object.values(words),
  });
}

/** Dark to light, even to the eye. */
function shade(share: number): string {
  const t = Math.max(0, Math.min(1, share));
  const mix = (a: number, b: number): number => Math.round(a + (b - a) * t);
  return `rgb(${mix(60, 250)},${mix(80, 235)},${mix(140, 170)})`;
}
