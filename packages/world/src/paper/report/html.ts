import type { Figure, FigureResult } from "../figure.ts";
import { renderSvg } from "./svg.ts";
import { escape } from "./svg/parts.ts";

export interface ReportedFigure {
  readonly figure: Figure;
  readonly result: FigureResult;
  readonly seconds: number;
}

const STYLE = `:root{color-scheme:light dark;--ink:#222;--soft:#666;--line:#ddd;--fill:#f5f5f5;--slip:#fff6e0;--ground:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#d5d8dc;--soft:#9aa0a6;--line:#383d43;--fill:#22262b;--slip:#3a3118;--ground:#101316}}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:var(--ink);background:var(--ground)}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:1rem;font-size:1.2rem}
svg{display:block;width:100%;max-width:44rem;height:auto;border:1px solid var(--line);margin:.5rem 0}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem}dt{font-weight:600}dd{margin:0}
table{border-collapse:collapse;font-size:13px}td,th{border:1px solid var(--line);padding:.15rem .5rem;text-align:right}
th{background:var(--fill)}.slip{background:var(--slip)}details{margin:.4rem 0;overflow-x:auto}nav{columns:2;font-size:14px}
a{color:inherit}small{color:var(--soft);font-weight:400}
@media (max-width:40rem){nav{columns:1}dl{display:block}dt{margin-top:.5rem}}`;

/** Tables with more rows than this are in the CSV files only. */
const MOST_ROWS = 60;

/** The whole reproduction as one page that needs no other file. */
export function renderHtml(figures: readonly ReportedFigure[], quick: boolean): string {
  const index = figures
    .map(({ figure }) => `<div><a href="#${figure.id}">${escape(figure.title)}</a></div>`)
    .join("");
  return (
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<title>LoRaTS: the paper reproduced</title><style>${STYLE}</style><h1>The paper reproduced</h1>` +
    `<p>Gu, Jiang, Tan, Li and Huang, <em>Attack-Aware Synchronization-Free Data Timestamping in LoRaWAN</em>. What the paper ` +
    `measured on hardware is simulated here with the parameters stated below each figure.${quick ? " This was a quick run: few trials." : ""}</p>` +
    `<nav>${index}</nav>${figures.map(section).join("")}</html>\n`
  );
}

function section({ figure, result, seconds }: ReportedFigure): string {
  const { paperSays, weGet, why, slip, parameters, plots, tables } = result;
  const said = [
    ["Paper says", paperSays],
    ["We get", weGet],
    ["Why they differ", why],
  ].map(([name, words]) => `<dt>${name}</dt><dd>${escape(words!)}</dd>`);
  const slipLine = slip ? `<dt class="slip">Slip</dt><dd class="slip">${escape(slip)}</dd>` : "";
  const settings = Object.entries(parameters)
    .map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(String(value))}</td></tr>`)
    .join("");
  const shown = tables
    .filter(({ rows }) => rows.length <= MOST_ROWS)
    .map(({ name, columns, rows }) => {
      const head = columns.map((column) => `<th>${escape(column)}</th>`).join("");
      const body = rows.map(
        (row) => `<tr>${row.map((v) => `<td>${escape(shorten(v))}</td>`).join("")}</tr>`,
      );
      return `<details><summary>${escape(name)}</summary><table><tr>${head}</tr>${body.join("")}</table></details>`;
    });
  return (
    `<section id="${figure.id}"><h2>${escape(figure.title)} <small>${figure.section}, ${figure.kind}, ${seconds.toFixed(1)} s</small></h2>` +
    `<dl>${said.join("")}${slipLine}</dl>${plots.map(renderSvg).map(apart).join("")}` +
    `<details><summary>Parameters</summary><table>${settings}</table></details>${shown.join("")}</section>`
  );
}

let svgs = 0;

/** Several drawings in one page must not share the names of their parts. */
function apart(svg: string): string {
  const id = `c${svgs++}`;
  return svg.replaceAll('id="c"', `id="${id}"`).replaceAll("url(#c)", `url(#${id})`);
}

function shorten(value: string | number | null): string {
  if (typeof value !== "number") return value ?? "";
  return String(Number(value.toPrecision(5)));
}
