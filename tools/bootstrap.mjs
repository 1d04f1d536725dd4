// Makes a checkout ready to run: dependencies, WASM kernels, the console. Plain JavaScript without dependencies,
// because the Node that runs it first may be older than the pinned one. Does nothing when all is fresh.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const STATE = path.join(ROOT, "node_modules", ".lorats-bootstrap.json");
const OLDEST_NODE = [20, 19];

/** What has to be made, in order, and from which files. */
const STEPS = [
  {
    name: "dependencies",
    inputs: ["package-lock.json"],
    output: "node_modules/node/bin/node",
    command: ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
  },
  {
    name: "signal-processing kernels",
    inputs: ["packages/phy/assembly", "packages/phy/tools"],
    output: "packages/phy/src/kernels/kernels.wasm.gen.ts",
    command: ["node", "packages/phy/tools/build-kernels.mjs"],
  },
  {
    name: "console",
    inputs: [
      "packages/console/src",
      "packages/console/index.html",
      "packages/console/vite.config.ts",
      "packages/console/package.json",
      "packages/api/src",
    ],
    output: "packages/console/dist/index.html",
    command: ["npm", "run", "build", "--silent", "--workspace", "packages/console"],
  },
];

function fail(message) {
  console.error(`error[BOOTSTRAP]: ${message}`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    fail(`Node ${OLDEST_NODE.join(".")} or later is needed, this is ${process.versions.node}`);
  }
}

function* filesBelow(relative) {
  const absolute = path.join(ROOT, relative);
  if (!existsSync(absolute)) return;
  if (statSync(absolute).isFile()) {
    yield relative;
    return;
  }
  for (const entry of readdirSync(absolute).sort()) yield* filesBelow(path.join(relative, entry));
}

/** Contents, not dates: a fresh clone and a switched branch both come out right. */
function fingerprint(inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for (const file of filesBelow(input)) {
      hash
        .update(file)
        .update("\0")
        .update(readFileSync(path.join(ROOT, file)));
    }
  }
  return hash.digest("hex");
}

function readState() {
  try {
    return JSON.parse(readFileSync(STATE, "utf8"));
  } catch {
    return {};
  }
}

function run(step) {
  console.error(`bootstrap: ${step.name} …`);
  const started = Date.now();
  const pinned = path.join(ROOT, "node_modules", ".bin");
  const result = spawnSync(step.command[0], step.command.slice(1), {
    cwd: ROOT,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, PATH: `${pinned}${path.delimiter}${process.env.PATH}` },
    shell: process.platform === "win32",
  });
  if (result.status !== 0) fail(`${step.name}: \`${step.command.join(" ")}\` failed`);
  console.error(`bootstrap: ${step.name} ready (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

checkNode();
const state = readState();
for (const step of STEPS) {
  const wanted = fingerprint(step.inputs);
  if (state[step.name] === wanted && existsSync(path.join(ROOT, step.output))) continue;
  if (![...filesBelow(step.inputs[0])].length) continue;
  run(step);
  state[step.name] = wanted;
  writeFileSync(STATE, JSON.stringify(state, null, 2));
}
