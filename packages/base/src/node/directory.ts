import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Makes a directory and those above it that are missing; `mkdirSync` with `recursive` does not come back where the
 * system denies that a parent is there (`/proc`).
 *
 * @returns the uppermost directory that was made, absent when all were there
 * @throws what the system says: `EACCES`, `ENOSPC`, `ENOTDIR`, …
 */
export function makeDirectory(directory: string, mode = 0o777): string | undefined {
  const missing: string[] = [];
  for (let at = path.resolve(directory); !existsSync(at); at = path.dirname(at))
    missing.unshift(at);
  for (const one of missing) makeOne(one, mode);
  // Reports a file in the directory's place with the system's own words.
  if (!statSync(directory).isDirectory()) mkdirSync(directory);
  return missing[0];
}

function makeOne(directory: string, mode: number): void {
  try {
    mkdirSync(directory, { mode });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
