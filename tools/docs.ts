// Writes the generated documents, or with --check says which are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { renderSettingsReference } from "@lorats/server";
import { renderClient } from "./docs/client.ts";
import { checkCapabilities, renderStatus } from "./docs/status.ts";

const ROOT = path.dirname(import.meta.dirname);

/** Every generated document. A new one is a line here. */
const DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "docs/status.md": () => renderStatus(ROOT),
  "docs/reference/settings.md": () => renderSettingsReference(),
  "packages/client/src/api.gen.ts": () => renderClient(),
};

const problems = checkCapabilities(ROOT);
for (const [file, render] of Object.entries(DOCUMENTS)) {
  const text = await render();
  const target = path.join(ROOT, file);
  const current = existsSync(target) ? readFileSync(target, "utf8") : undefined;
  if (current === text) continue;
  if (process.argv.includes("--check")) problems.push(`${file} is stale: run \`npm run docs\``);
  else {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
for (const problem of problems) console.error(`docs: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
