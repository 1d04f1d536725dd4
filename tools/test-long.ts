// Soaks, kills, fuzzing, corpora: what takes too long for every commit. `npm run test:long -- kill world` runs those whose path
// has one of the words. The last pass of each is written down for docs/status.md.
import { spawnSync } from "node:child_process";
import { longSuites, noteLongRun } from "./docs/long-run.ts";
import { ensurePeers } from "./peers.ts";

const words = process.argv.slice(2);
const root = process.cwd();
const files = longSuites(root).filter(
  (file) => words.length === 0 || words.some((word) => file.includes(word)),
);
if (files.length === 0) {
  console.error(`no long suite has ${words.join(" or ")} in its path`);
  process.exit(2);
}
ensurePeers({ long: true });
const commit = spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" });
const started = Date.now();
let failed = 0;
for (const file of files) {
  const before = Date.now();
  const run = spawnSync(process.execPath, ["--test", file], { encoding: "utf8" });
  process.stdout.write(run.stdout);
  process.stderr.write(run.stderr);
  const figures = run.stdout.split("\n").flatMap((line) => /ℹ figure: (.*)/.exec(line)?.[1] ?? []);
  // What was skipped was not shown.
  const passed = run.status === 0 && /^ℹ skipped 0$/m.test(run.stdout);
  const pass = {
    file,
    date: new Date().toISOString().slice(0, 10),
    commit: commit.stdout.trim(),
    seconds: Math.round((Date.now() - before) / 1000),
    figures,
  };
  noteLongRun(root, file, passed ? pass : undefined);
  if (!passed) failed++;
}
console.log(`${files.length - failed} passed, ${failed} failed or were skipped in part`);
console.error(`test:long took ${Math.round((Date.now() - started) / 1000)} s`);
process.exitCode = failed === 0 ? 0 : 1;
