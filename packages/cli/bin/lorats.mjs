#!/usr/bin/env node
// Plain JavaScript that an old Node can read: it hands over to the pinned Node when started by another one.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as modules from "node:module";
import { fileURLToPath } from "node:url";

const NEEDED = 26;
/** Commands that share a small computer with others. */
const LEAN = new Set(["gateway"]);
const main = new URL("../src/main.ts", import.meta.url);

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  // Types are stripped once and for all: a start takes half the time, and each thread 30 MB less. NODE_COMPILE_CACHE names another folder;
  // threads and child processes look there for it.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL("../../../node_modules/.cache/lorats", import.meta.url),
  );
  if (LEAN.has(process.argv[2]) && process.env.MALLOC_ARENA_MAX === undefined) beginLean();
  modules.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
  await import(main.href);
} else {
  const pinned = fileURLToPath(new URL("../../../node_modules/node/bin/node", import.meta.url));
  if (!existsSync(pinned)) {
    console.error(
      `error[CLI_OLD_NODE]: this needs Node ${NEEDED}; run \`npm ci\` in the checkout to install it`,
    );
    process.exit(1);
  }
  const child = spawn(pinned, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // A terminal tells both of us; `kill`, a container or a supervisor may tell this process only.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (status) => process.exit(status ?? 1));
}

/**
 * Begins again in the same process with heaps that stay small, without the middle compiler (what runs hot goes to the last one all the same),
 * with one arena of memory for all threads (each arena keeps what its thread once took), and with large arrays outside of it, so that they
 * go back when they are no longer used. This can be said only before Node starts; a service file says it itself.
 */
function beginLean() {
  if (process.platform === "win32") return;
  const env = { ...process.env, MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "65536" };
  const lean = ["--optimize-for-size", "--max-semi-space-size=1", "--no-maglev"];
  const args = [...lean, ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, [process.execPath, ...args], env);
}
