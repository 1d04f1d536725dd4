import type { Scale } from "./scale.ts";

export const WIDTH = 640;
export const HEIGHT = 400;
export const LEFT = 78;
export const RIGHT = 24;
export const TOP = 34;
export const BOTTOM = 54;
/** Told apart also by those who see few colours, on light and dark ground. @see Okabe and Ito */
export const COLOURS: readonly string[] = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#8a8a8a",
  "#8c8c00",
];
const LINE = 17;
const LETTER = 6.1;

const STYLE =
  `.bg{fill:#fff}.ink{fill:#333}.on{fill:#111}.grid{stroke:#e2e2e2}.edge{stroke:#999}` +
  `@media (prefers-color-scheme:dark){.bg{fill:#15181c}.ink{fill:#d5d8dc}.grid{stroke:#30353b}.edge{stroke:#6b7076}}`;

export function frame(xLabel: string, yLabel: string, xs: Scale, ys: Scale, right: number): string {
  const bottom = HEIGHT - BOTTOM;
  const vertical = xs.ticks
    .map((tick) => {
      const at = round(xs.at(tick));
      return `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${bottom}" class="grid"/>${text(at, bottom + 16, short(tick), "middle")}`;
    })
    .join("");
  const horizontal = ys.ticks
    .map((tick) => {
      const at = round(ys.at(tick));
      return `<line x1="${LEFT}" x2="${right}" y1="${at}" y2="${at}" class="grid"/>${text(LEFT - 6, at + 4, short(tick), "end")}`;
    })
    .join("");
  const box = `<rect x="${LEFT}" y="${TOP}" width="${right - LEFT}" height="${bottom - TOP}" fill="none" class="edge"/>`;
  return vertical + horizontal + box + axisLabels(xLabel, yLabel, right);
}

export function axisLabels(xLabel: string, yLabel: string, right: number): string {
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  return (
    text((LEFT + right) / 2, HEIGHT - 14, xLabel, "middle") +
    `<text class="ink" x="16" y="${middle}" text-anchor="middle" transform="rotate(-90 16 ${middle})">${escape(yLabel)}</text>`
  );
}

interface Legend {
  readonly names: readonly string[];
  readonly colours: readonly string[];
}

/** Names below the plot, where they hide nothing. */
function legendRows({ names, colours }: Legend): { readonly drawn: string; readonly rows: number } {
  if (names.length < 2) return { drawn: "", rows: 0 };
  let x = LEFT;
  let row = 0;
  const drawn = names.map((name, n) => {
    const width = 32 + LETTER * name.length;
    if (x > LEFT && x + width > WIDTH - RIGHT) {
      x = LEFT;
      row++;
    }
    const at = x;
    const y = HEIGHT + 4 + LINE * row;
    x += width;
    const colour = colours[n % colours.length]!;
    return `<rect x="${round(at)}" y="${y - 9}" width="10" height="10" fill="${colour}"/>${text(at + 15, y, name, "start")}`;
  });
  return { drawn: drawn.join(""), rows: row + 1 };
}

export function documentOf(title: string, body: string, legend: Legend): string {
  const { drawn, rows } = legendRows(legend);
  const height = HEIGHT + LINE * rows;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}" ` +
    `font-family="system-ui, sans-serif" font-size="11"><style>${STYLE}</style><rect class="bg" width="${WIDTH}" height="${height}"/>` +
    `<text class="ink" x="${LEFT}" y="20" font-size="13" font-weight="600">${escape(title)}</text>${body}${drawn}</svg>`
  );
}

/** @param ink `on`: on a coloured cell, where it stays dark */
export function text(
  x: number,
  y: number,
  words: string,
  anchor: "start" | "middle" | "end",
  ink: "ink" | "on" = "ink",
): string {
  return `<text class="${ink}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(words)}</text>`;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e5 || (size > 0 && size < 1e-3)) return value.toExponential(0);
  return String(Number(value.toPrecision(6)));
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function escape(words: string): string {
  return words
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
