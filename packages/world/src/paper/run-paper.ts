import { writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { CallerError, SeededRandom, UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { PAPER_FIGURES } from "./index.ts";
import type { Figure, FigureResult } from "./figure.ts";
import { renderCsv } from "./report/csv.ts";
import { renderHtml, type ReportedFigure } from "./report/html.ts";
import { renderMarkdown } from "./report/markdown.ts";
import { renderSvg } from "./report/svg.ts";

export interface PaperOptions {
  /** All when empty. */
  readonly ids: readonly string[];
  readonly folder: string;
  readonly quick: boolean;
  readonly seed: number;
  /** Also as a document. */
  readonly markdownFile?: string | undefined;
  /** Told of the share of the whole that is done. */
  readonly progress?: (done: { readonly share: number; readonly figure: Figure }) => void;
}

/**
 * Runs figures and writes, for each, its data (CSV and JSON) and plots (SVG), and one report that stands alone.
 * Every figure draws from its own stream, so that one alone gives what it gives in the whole run.
 *
 * @throws {CallerError} `PAPER_NO_FIGURE`
 * @throws {UnavailableError} `PAPER_WRITE`
 */
export async function runPaper(options: PaperOptions): Promise<readonly ReportedFigure[]> {
  const { folder, quick, seed, progress = () => {} } = options;
  const chosen = chooseFigures(options.ids);
  const done: ReportedFigure[] = [];
  for (const [n, figure] of chosen.entries()) {
    const began = performance.now();
    const share = (part: number): number => (n + part) / chosen.length;
    progress({ share: share(0), figure });
    // oxlint-disable-next-line no-await-in-loop -- so that an interrupt is heard between figures
    await breathe();
    const random = new SeededRandom(seed).fork(PAPER_FIGURES.indexOf(figure));
    const tell = (part: number): void => progress({ share: share(Math.min(1, part)), figure });
    const result = figure.run({ quick, random, progress: tell });
    done.push({ figure, result, seconds: (performance.now() - began) / 1000 });
    writing(() => writeFigure(folder, figure, result));
    progress({ share: share(1), figure });
  }
  writing(() => {
    write(folder, "report.html", renderHtml(done, quick));
    if (options.markdownFile) writeFileSync(options.markdownFile, renderMarkdown(done));
  });
  return done;
}

function chooseFigures(ids: readonly string[]): readonly Figure[] {
  for (const id of ids) {
    if (PAPER_FIGURES.some((figure) => figure.id === id)) continue;
    const known = PAPER_FIGURES.map((figure) => figure.id).join(", ");
    throw new CallerError("PAPER_NO_FIGURE", `there is no ${id}; there are ${known}`);
  }
  return ids.length === 0 ? PAPER_FIGURES : PAPER_FIGURES.filter(({ id }) => ids.includes(id));
}

function writeFigure(
  folder: string,
  { id, title, section, kind }: Figure,
  result: FigureResult,
): void {
  const { plots, tables, ...said } = result;
  write(
    folder,
    `${id}.json`,
    `${JSON.stringify({ id, title, section, kind, ...said, tables }, undefined, 1)}\n`,
  );
  for (const table of tables) {
    write(folder, `${table.name.replaceAll(/[^\w-]+/g, "-")}.csv`, renderCsv(table));
  }
  plots.forEach((plot, n) => {
    write(folder, plots.length === 1 ? `${id}.svg` : `${id}-${n + 1}.svg`, renderSvg(plot));
  });
}

function write(folder: string, name: string, content: string): void {
  makeDirectory(folder);
  writeFileSync(path.join(folder, name), content);
}

function writing(work: () => void): void {
  try {
    work();
  } catch (cause) {
    const message = `the report cannot be written: ${(cause as Error).message}`;
    throw new UnavailableError("PAPER_WRITE", message, { cause });
  }
}
