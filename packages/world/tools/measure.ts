// Measures again what the frame level draws from: `npx node packages/world/tools/measure.ts links`. Takes a quarter of an hour.
import { writeFileSync } from "node:fs";
import { SeededRandom } from "@lorats/base";
import type { CollisionTable, InterSfTable } from "../src/measured/interference-tables.ts";
import type { LinkTable } from "../src/measured/link-table.ts";
import { interSfThresholdDb, measureCollision } from "../src/measured/measure-interference.ts";
import { LINK_BYTES, measureSf } from "../src/measured/measure-links.ts";
import { LINK_SETUP } from "../src/measured/link-trial.ts";
import { SUPERPOSITION_SETUP } from "../src/measured/superposition.ts";

const SEED = 8;
/** Frames a cell, SF7 … SF12: about as long for each. */
const TRIALS = [200, 160, 120, 90, 64, 40];

const SFS = [7, 8, 9, 10, 11, 12];
const LAGS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 30];
const RATIOS_DB = [20, 14, 10, 8, 6, 4, 2, 1, 0, -1, -2, -4, -6, -8, -10, -14, -20];

function collisions(): CollisionTable {
  const random = new SeededRandom(SEED);
  return {
    source: sourceOf("collisions"),
    seed: SEED,
    setup: SUPERPOSITION_SETUP,
    cells: LAGS.flatMap((lag) => RATIOS_DB.map((ratio) => measureCollision(lag, ratio, 8, random))),
  };
}

function interSf(): InterSfTable {
  const random = new SeededRandom(SEED);
  const row = (wanted: number): number[] =>
    SFS.map((other) => (other === wanted ? 0 : interSfThresholdDb(wanted, other, 8, random)));
  return {
    source: sourceOf("inter-sf"),
    seed: SEED,
    setup: SUPERPOSITION_SETUP,
    thresholdDb: SFS.map(row),
  };
}

function sourceOf(name: string): string {
  return `npx node packages/world/tools/measure.ts ${name}: the world's waveform, a clean front end, phy's receiver`;
}

function links(): LinkTable {
  return {
    source:
      "npx node packages/world/tools/measure.ts links: the world's waveform, an RTL-SDR's front end, phy's receiver",
    seed: SEED,
    bytes: LINK_BYTES,
    setup: LINK_SETUP,
    cells: Object.fromEntries(
      TRIALS.map((trials, i) => {
        console.error(`SF${7 + i}, ${trials} frames a cell`);
        return [7 + i, measureSf(7 + i, trials, SEED)];
      }),
    ),
  };
}

/** Name on the command line, of the constant, of its type, and where that stands. */
const TABLES = [
  ["links", "LINKS", "LinkTable", "link-table", links],
  ["collisions", "COLLISIONS", "CollisionTable", "interference-tables", collisions],
  ["inter-sf", "INTER_SF", "InterSfTable", "interference-tables", interSf],
] as const;

const [wanted] = process.argv.slice(2);
const table = TABLES.find(([name]) => name === wanted);
if (!table) {
  console.error(`what: ${TABLES.map(([name]) => name).join(", ")}`);
  process.exitCode = 2;
} else {
  const [name, constant, type, module, measure] = table;
  const text = [
    "// Measured by packages/world/tools/measure.ts: do not edit.",
    `import type { ${type} } from "./${module}.ts";`,
    "",
    `export const ${constant}: ${type} = ${JSON.stringify(measure(), null, 1)};`,
    "",
  ];
  writeFileSync(new URL(`../src/measured/${name}.gen.ts`, import.meta.url), text.join("\n"));
}
