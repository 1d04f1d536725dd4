import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CAPABILITIES, type Capability } from "./capabilities/index.ts";

interface LongRun {
  date: string;
  commit: string;
  results: { file: string; passed: boolean; seconds: number; figures: string[] }[];
}

/** What is wrong with the list itself: a test that it names and that is not there. */
export function checkCapabilities(root: string): string[] {
  return Object.values(CAPABILITIES)
    .flat()
    .flatMap(({ title, shownBy = [] }) =>
      shownBy.flatMap((reference) => {
        const [file, name] = reference.split(" › ");
        if (!existsSync(path.join(root, file!))) return [`${title}: ${file} does not exist`];
        if (name && !readFileSync(path.join(root, file!), "utf8").includes(name)) {
          return [`${title}: ${file} has no test "${name}"`];
        }
        return [];
      }),
    );
}

/** `docs/status.md`. A capability works when tests show it, partly when something is named as missing. */
export function renderStatus(root: string): string {
  const lines = [
    "# Status",
    "",
    "Generated from `tools/doc./capabilities/index.ts`; `npm run check` fails when a test named here is gone.",
    "",
  ];
  for (const [room, capabilities] of Object.entries(CAPABILITIES)) {
    lines.push(`## ${room}`, "", "| capability | state | shown by |", "|---|---|---|");
    lines.push(...capabilities.map(renderRow), "");
  }
  lines.push("## The long suite", "", ...renderLongRun(root), "");
  return lines.join("\n");
}

function renderRow({ title, shownBy = [], missing }: Capability): string {
  const state = shownBy.length === 0 ? "not yet" : missing ? `partly: ${missing}` : "works";
  const tests = shownBy.map((reference) => {
    const [file, name] = reference.split(" › ");
    const link = `[${path.basename(file!)}](../${file})`;
    return name ? `${link} “${name}”` : link;
  });
  return `| ${title} | ${state} | ${tests.join("<br>")} |`;
}

function renderLongRun(root: string): string[] {
  const file = path.join(root, "docs", "long-run.json");
  if (!existsSync(file)) return ["`npm run test:long` has not passed yet."];
  const run = JSON.parse(readFileSync(file, "utf8")) as LongRun;
  return [
    `\`npm run test:long\` last passed on ${run.date} at commit ${run.commit}:`,
    "",
    "| suite | seconds | figures |",
    "|---|---|---|",
    ...run.results.map(
      ({ file: suite, seconds, figures }) => `| ${suite} | ${seconds} | ${figures.join("<br>")} |`,
    ),
  ];
}
