#!/usr/bin/env node
// Plain JavaScript that an old Node can read: it hands over to the pinned Node when started by another one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as modules from "node:module";
import { fileURLToPath } from "node:url";

const NEEDED = 26;
const main = new URL("../src/main.ts", import.meta.url);

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  // Types are stripped once and for all: a start takes half the time, and each thread 30 MB less. NODE_COMPILE_CACHE names another folder;
  // threads and child processes look there for it.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(
    new URL("../../../node_modules/.cache/lorats", import.meta.url),
  );
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
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
  const child = spawnSync(pinned, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  process.exit(child.status ?? 1);
}
