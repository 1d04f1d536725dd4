import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export interface SourceImport {
  readonly specifier: string;
  /** The file meant, for relative imports. */
  readonly file: string | undefined;
  readonly typeOnly: boolean;
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;

/** What a TypeScript file imports and re-exports, read as text. */
export function importsOf(file: string): SourceImport[] {
  const text = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3]!;
    const relative = specifier.startsWith(".");
    return {
      specifier,
      file: relative ? path.resolve(path.dirname(file), specifier) : undefined,
      typeOnly: match[1] !== undefined || match[3] !== undefined,
    };
  });
}

/** Every `.ts` and `.tsx` file below a folder. */
export function sourceFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => path.join(folder, name))
    .toSorted();
}
