import type { Box, BoxPlot } from "../plot.ts";
import {
  BOTTOM,
  COLOURS,
  documentOf,
  frame,
  HEIGHT,
  LEFT,
  RIGHT,
  round,
  text,
  TOP,
  WIDTH,
} from "./parts.ts";
import { scaleOf, type Scale } from "./scale.ts";

/** Five numbers a group and category. */
export function renderBoxes({ title, x, y, groups }: BoxPlot): string {
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
    frame(x.label, y.label, noTicks, ys, WIDTH - RIGHT) + labels.join("") + drawn.join(""),
    { names: groups.map(({ name }) => name), colours: COLOURS },
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
