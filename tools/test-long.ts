// Soaks, kills, fuzzing, corpora: what takes too long for every commit. The last pass is written down for docs/status.md.
import { spawnSync } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { ensurePeers } from "./peers.ts";

const files = globSync("packages/*/test/**/*.long.ts").toSorted();
ensurePeers({ long: true });
const started = Date.now();
const results = files.map((file) => {
  const before = Date.now();
  const run = spawnSync(process.execPath, ["--test", file], { encoding: "utf8" });
  process.stdout.write(run.stdout);
  process.stderr.write(run.stderr);
  const figures = run.stdout.split("\n").flatMap((line) => /ℹ figure: (.*)/.exec(line)?.[1] ?? []);
  return {
    file,
    passed: run.status === 0,
    seconds: Math.round((Date.now() - before) / 1000),
    figures,
  };
});

const failed = results.filter((result) => !result.passed);
if (failed.length === 0) {
  const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).stdout;
  const report = { date: new Date().toISOString().slice(0, 10), commit: commit.trim(), results };
  writeFileSync("docs/long-run.json", `${JSON.stringify(report, null, 2)}\n`);
}
console.log(`${results.length - failed.length} passed, ${failed.length} failed`);
console.error(`test:long took ${Math.round((Date.now() - started) / 1000)} s`);
process.exitCode = failed.length === 0 ? 0 : 1;
