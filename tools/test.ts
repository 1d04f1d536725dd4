// Runs the whole quick suite. The browser tests need Chromium: it is installed with apt where that is possible,
// and where it is not, they say that they were skipped and why.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { ensureChromium } from "./chromium.ts";
import { ensurePeers } from "./peers.ts";

/**
 * Ends what hangs. It is no expectation: on a fifth of a processor pages are looked at for minutes, and rented machines stand still
 * for minutes at a time.
 */
const LIMIT_MS = 600_000;

const files = globSync([
  "packages/*/test/**/*.test.{ts,tsx}",
  "tools/test/**/*.test.ts",
]).toSorted();
ensureChromium();
ensurePeers();
const { status } = spawnSync(
  process.execPath,
  [
    "--test",
    "--test-concurrency=2",
    `--test-timeout=${LIMIT_MS}`,
    ...process.argv.slice(2),
    ...files,
  ],
  {
    stdio: "inherit",
    // Every test file is a process: without the cache each strips and compiles the same sources again.
    env: { ...process.env, NODE_COMPILE_CACHE: path.resolve("node_modules/.cache/node-compile") },
  },
);
process.exitCode = status ?? 1;
