// Prints every text of the console as JSON, by part and key: what a translator is given.
import { glob } from "node:fs/promises";
import path from "node:path";
import { declaredMessages } from "../src/i18n/messages.ts";

const SOURCES = path.join(import.meta.dirname, "../src");

/** Texts stand in files of their own (`*.text.ts`); those of small parts stand beside them. */
export async function allTexts(): Promise<Readonly<Record<string, string>>> {
  for await (const file of glob("**/*.text.ts", { cwd: SOURCES })) {
    await import(path.join(SOURCES, file));
  }
  return declaredMessages();
}

if (import.meta.main) {
  console.log(JSON.stringify(await allTexts(), null, 2));
}
