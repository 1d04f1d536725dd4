// Holds the built console against its budget of bytes, as they travel (gzip): the first route, each further route,
// and the tools that are fetched only where they are used.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";

const CONSOLE = path.join(import.meta.dirname, "..");
const DIST = path.join(CONSOLE, "dist");

const FIRST_ROUTE_KB = 320;
const FURTHER_ROUTE_KB = 60;
/** Weights of their own: drawing, maps and an editor come when somebody looks at one. */
const TOOLS: Readonly<Record<string, number>> = {
  "src/charts/plot.tsx": 30,
  "src/map/fleet-map.tsx": 330,
  "src/pages/profiles/code-editor.tsx": 175,
};
const FIRST_PAGE = "src/pages/overview.tsx";

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
}

type Manifest = Readonly<Record<string, Chunk>>;

/** The files of a chunk and of all that it cannot do without. */
function filesOf(manifest: Manifest, key: string, into: Set<string> = new Set()): Set<string> {
  const chunk = manifest[key]!;
  if (into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const css of chunk.css ?? []) into.add(css);
  for (const next of chunk.imports ?? []) filesOf(manifest, next, into);
  return into;
}

async function weighKb(files: Iterable<string>): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await readFile(path.join(DIST, file))).length;
  return bytes / 1000;
}

export interface Weight {
  readonly name: string;
  readonly kb: number;
  readonly limitKb: number;
}

/** What the parts of the built console weigh; routes count what the first route has not brought already. */
export async function weighConsole(): Promise<readonly Weight[]> {
  const manifest = JSON.parse(
    await readFile(path.join(DIST, ".vite/manifest.json"), "utf8"),
  ) as Manifest;
  const entry = Object.keys(manifest).find((key) => manifest[key]!.isEntry)!;
  const first = filesOf(manifest, entry);
  filesOf(manifest, FIRST_PAGE, first);
  const weights: Weight[] = [
    { name: "first route", kb: await weighKb(first), limitKb: FIRST_ROUTE_KB },
  ];
  for (const [key, { isDynamicEntry }] of Object.entries(manifest)) {
    if (!isDynamicEntry || key === FIRST_PAGE) continue;
    const own = [...filesOf(manifest, key)].filter((file) => !first.has(file));
    const limitKb = TOOLS[key] ?? FURTHER_ROUTE_KB;
    weights.push({ name: key, kb: await weighKb(own), limitKb });
  }
  return weights.toSorted((a, b) => b.kb - a.kb);
}

if (import.meta.main) {
  for (const { name, kb, limitKb } of await weighConsole()) {
    const over = kb > limitKb ? "  TOO HEAVY" : "";
    console.log(`${kb.toFixed(1).padStart(7)} kB of ${limitKb}  ${name}${over}`);
    if (over !== "") process.exitCode = 1;
  }
}
