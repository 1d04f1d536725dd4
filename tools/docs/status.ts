import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CAPABILITIES, type Capability } from "./capabilities/index.ts";
import { LONG, readLongRun, renderLongRun } from "./long-run.ts";

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
  const passed = new Set(readLongRun(root).map(({ file }) => file));
  for (const [room, capabilities] of Object.entries(CAPABILITIES)) {
    lines.push(`## ${room}`, "", "| capability | state | shown by |", "|---|---|---|");
    lines.push(...capabilities.map((capability) => renderRow(capability, passed)), "");
  }
  lines.push("## The long suite", "", ...renderLongRun(root), "");
  return lines.join("\n");
}

/** `passed` are the long suites that passed last time: what only others show is not shown yet. */
function renderRow(
  { title, shownBy = [], missing }: Capability,
  passed: ReadonlySet<string>,
): string {
  const tests = shownBy.map((reference) => {
    const [file, name] = reference.split(" › ");
    const link = `[${path.basename(file!)}](../${file})`;
    return name ? `${link} “${name}”` : link;
  });
  const isShown = shownBy.some((file) => !file.endsWith(LONG) || passed.has(file));
  const state = !isShown ? "not yet" : missing ? `partly: ${missing}` : "works";
  const unproven = !isShown && shownBy.length > 0 ? ": its long test has not passed yet" : "";
  return `| ${title} | ${state}${unproven} | ${tests.join("<br>")} |`;
}
