// `npm run bench -- NAME …`: runs every bench whose room or file name matches, and says on what machine.
import { globSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { spawnSync } from "node:child_process";

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const benches = globSync("packages/*/test/**/*.bench.ts").toSorted();

function matches(file: string): boolean {
  const room = file.split(path.sep)[1]!;
  const name = path.basename(file, ".bench.ts");
  return wanted.some((word) => word === room || word === name);
}

const chosen = benches.filter(matches);
if (chosen.length === 0) {
  const names = benches.map(
    (file) => `${file.split(path.sep)[1]} ${path.basename(file, ".bench.ts")}`,
  );
  console.error(`usage: npm run bench -- NAME …\n\nrooms and benches:\n  ${names.join("\n  ")}`);
  process.exitCode = 2;
} else {
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).stdout;
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`machine  ${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, ${memory} GiB`);
  console.log(
    `versions Node ${process.versions.node}, V8 ${process.versions.v8}, LoRaTS ${commit}`,
  );
  for (const file of chosen) {
    console.log(`\n── ${file}`);
    const bench = (await import(path.resolve(file))) as { run(): Promise<void> };
    await bench.run();
  }
}
