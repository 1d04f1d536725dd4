import type { Outcome, Plot, Table } from "./scenarios/scenario.ts";

/** Tables as GitHub draws them. */
export function markdown({ tables, plots = [] }: Outcome): string {
  const pictures = plots.map(({ file, title }) => `![${title}](detection/${file})\n`);
  return [...tables.map(tableText), ...pictures].join("\n");
}

function tableText({ title, note, head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    note,
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
    "",
  ].join("\n");
}

const COLOURS = [
  "#1f6feb",
  "#d1242f",
  "#1a7f37",
  "#9a6700",
  "#8250df",
  "#bf3989",
  "#57606a",
] as const;
const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 60;
const BOTTOM = 50;

/** A plot as SVG: axes, curves, legend. */
export function svg({ title, xLabel, yLabel, logX, curves }: Plot): string {
  const xs = curves.flatMap(({ points }) => points.map(([x]) => x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const place = (x: number): number => {
    const share = logX ? Math.log(x / low) / Math.log(high / low) : (x - low) / (high - low);
    return LEFT + share * (WIDTH - LEFT - 190);
  };
  const rise = (y: number): number => HEIGHT - BOTTOM - y * (HEIGHT - BOTTOM - 40);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="22" font-size="15">${title}</text>`,
  ];
  for (let y = 0; y <= 1.001; y += 0.25) {
    parts.push(
      `<line x1="${LEFT}" y1="${rise(y)}" x2="${place(high)}" y2="${rise(y)}" stroke="#d0d7de"/>`,
      `<text x="${LEFT - 8}" y="${rise(y) + 4}" text-anchor="end">${y.toFixed(2)}</text>`,
    );
  }
  for (let exponent = Math.ceil(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    const x = place(10 ** exponent);
    parts.push(
      `<text x="${x}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">1e${exponent}</text>`,
    );
  }
  parts.push(
    `<text x="${(LEFT + place(high)) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${xLabel}</text>`,
    `<text x="14" y="${HEIGHT / 2}" transform="rotate(-90 14 ${HEIGHT / 2})" text-anchor="middle">${yLabel}</text>`,
  );
  for (const [i, { name, points }] of curves.entries()) {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([x, y]) => `${place(x).toFixed(1)},${rise(y).toFixed(1)}`).join(" ");
    parts.push(
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${WIDTH - 180}" y="${60 + 20 * i}" fill="${colour}">${name}</text>`,
    );
  }
  return `${parts.join("\n")}\n</svg>\n`;
}
