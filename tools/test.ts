// Runs the whole quick suite. The browser tests need Chromium: it is installed with apt where that is possible,
// and where it is not, they say that they were skipped and why.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { ensureChromium } from "./chromium.ts";

const files = globSync([
  "packages/*/test/**/*.test.{ts,tsx}",
  "tools/test/**/*.test.ts",
]).toSorted();
ensureChromium();
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-concurrency=2", "--test-timeout=120000", ...process.argv.slice(2), ...files],
  { stdio: "inherit" },
);
process.exitCode = status ?? 1;
