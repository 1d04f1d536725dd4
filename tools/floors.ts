// The house's rules of direction, checked: which room may import which, that packages and tsconfigs declare just
// that, that rooms meet only through their public entries, that floors 0 and 1 stay free of Node, and that no
// chain of imports runs in a circle.
import { readFileSync } from "node:fs";
import path from "node:path";
import { importsOf, sourceFiles, type SourceImport } from "./imports.ts";

/** Rooms by floor; `MAY_IMPORT` says what each may see. */
export const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  phy: ["base"],
  lorawan: ["base"],
  backhaul: ["base"],
  events: ["base"],
  gateway: ["base", "phy", "lorawan", "backhaul", "events"],
  network: ["base", "lorawan", "backhaul", "events"],
  trust: ["base", "events"],
  platform: ["base", "events"],
  storage: ["base", "events", "gateway", "network", "trust", "platform"],
  world: ["base", "phy", "lorawan", "backhaul", "api"],
  api: ["base", "events", "network", "trust", "platform", "client"],
  server: [
    "base",
    "lorawan",
    "backhaul",
    "events",
    "network",
    "trust",
    "platform",
    "storage",
    "api",
  ],
  client: [],
  console: ["api"],
};
MAY_IMPORT["cli"] = Object.keys(MAY_IMPORT).filter((room) => room !== "console");

const PURE = new Set(["base", "phy", "lorawan", "backhaul", "events"]);
const ENTRIES = /^@lorats\/([a-z]+)(\/testing|\/node|\/formats|\/http)?$/;

/** Every broken rule, one sentence each. */
export function checkFloors(root: string): string[] {
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const room of Object.keys(MAY_IMPORT)) {
    problems.push(...checkManifests(root, room));
    for (const file of sourceFiles(path.join(root, "packages", room, "src"))) {
      const imports = importsOf(file);
      graph.set(
        file,
        imports.filter((found) => found.file && !found.typeOnly).map((found) => found.file!),
      );
      for (const found of imports) {
        const problem = checkImport(room, path.relative(root, file), found);
        if (problem) problems.push(problem);
      }
    }
  }
  for (const circle of findCircles(graph)) {
    problems.push(
      `imports in a circle: ${circle.map((file) => path.relative(root, file)).join(" → ")}`,
    );
  }
  return problems;
}

function checkImport(room: string, file: string, { specifier }: SourceImport): string | undefined {
  const isTesting = /\/src\/testing\//.test(file);
  if (specifier.startsWith("node:") && PURE.has(room) && !isTesting && !isNodeAdapter(file)) {
    return `${file} imports ${specifier}: floors 0 and 1 do no I/O and run in a browser`;
  }
  if (!specifier.startsWith("@lorats/")) return undefined;
  const match = ENTRIES.exec(specifier);
  if (!match) return `${file} imports ${specifier}: rooms meet only through their public entries`;
  if (match[2] === "/node" && PURE.has(room)) {
    return `${file} imports ${specifier}: floors 0 and 1 take their ports as arguments`;
  }
  if (!MAY_IMPORT[room]!.includes(match[1]!)) {
    return `${file} imports ${specifier}: ${room} may not see ${match[1]}`;
  }
  return undefined;
}

function isNodeAdapter(file: string): boolean {
  return file.startsWith(path.join("packages", "base", "src", "node"));
}

function checkManifests(root: string, room: string): string[] {
  const problems: string[] = [];
  const folder = path.join(root, "packages", room);
  const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  };
  const tsconfig = JSON.parse(readFileSync(path.join(folder, "tsconfig.json"), "utf8")) as {
    references?: { path: string }[];
  };
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((name) => name.startsWith("@lorats/"))
    .map((name) => name.slice("@lorats/".length));
  const referenced = (tsconfig.references ?? []).map((reference) => path.basename(reference.path));
  for (const [what, rooms] of [
    ["package.json", declared],
    ["tsconfig.json", referenced],
  ] as const) {
    for (const other of rooms) {
      if (!MAY_IMPORT[room]!.includes(other)) {
        problems.push(`packages/${room}/${what} names ${other}, which ${room} may not see`);
      }
    }
  }
  return problems;
}

/** Circles by depth-first search; each is reported once. */
export function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (node: string): void => {
    const at = trail.indexOf(node);
    if (at >= 0) circles.push([...trail.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    trail.push(node);
    for (const next of graph.get(node) ?? []) visit(next);
    trail.pop();
    done.add(node);
  };
  for (const node of graph.keys()) visit(node);
  return circles;
}

if (import.meta.main) {
  const problems = checkFloors(path.dirname(import.meta.dirname));
  for (const problem of problems) console.error(`floors: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
