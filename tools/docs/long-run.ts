import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** How the files of the long suite end. */
export const LONG = ".long.ts";

/** The last pass of one long suite; a later failure takes it away. */
export interface LongPass {
  readonly file: string;
  readonly date: string;
  /** `-dirty` where the checkout had changes. */
  readonly commit: string;
  readonly seconds: number;
  readonly figures: readonly string[];
}

export function longSuites(root: string): readonly string[] {
  return globSync(`packages/*/test/**/*${LONG}`, { cwd: root })
    .map((file) => file.replaceAll(path.sep, "/"))
    .toSorted();
}

export function readLongRun(root: string): readonly LongPass[] {
  const file = fileOf(root);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as LongPass[]) : [];
}

/** Notes how a suite went; `pass` is absent when it failed. */
export function noteLongRun(root: string, file: string, pass: LongPass | undefined): void {
  const suites = new Set(longSuites(root));
  const others = readLongRun(root).filter((one) => one.file !== file && suites.has(one.file));
  const passes = [...others, ...(pass ? [pass] : [])].toSorted((a, b) =>
    a.file < b.file ? -1 : 1,
  );
  writeFileSync(fileOf(root), `${JSON.stringify(passes, null, 2)}\n`);
}

export function renderLongRun(root: string): string[] {
  const passes = readLongRun(root);
  const passed = new Set(passes.map(({ file }) => file));
  const missing = longSuites(root).filter((file) => !passed.has(file));
  return [
    "The last pass of each suite of `npm run test:long`; one that failed since is not here.",
    "",
    "| suite | date | commit | seconds | figures |",
    "|---|---|---|---|---|",
    ...passes.map(
      ({ file, date, commit, seconds, figures }) =>
        `| ${file} | ${date} | ${commit} | ${seconds} | ${figures.join("<br>")} |`,
    ),
    ...(missing.length > 0 ? ["", `Not passed: ${missing.join(", ")}.`] : []),
  ];
}

function fileOf(root: string): string {
  return path.join(root, "docs", "long-run.json");
}
