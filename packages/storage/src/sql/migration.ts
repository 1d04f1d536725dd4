import { createHash } from "node:crypto";

/** One step of a schema. What has been released is never edited: a mistake is mended by another step. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** Tells whether a step is the one that was applied; white space does not count. */
export function checksum({ sql }: Migration): string {
  return createHash("sha256").update(sql.replace(/\s+/g, " ").trim()).digest("hex");
}
