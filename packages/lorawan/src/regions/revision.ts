import type { RegionalRevision, Region } from "./region.ts";

/**
 * The region as an edition of the Regional Parameters stated it. Several entries of `earlier` may apply; a later one
 * in the list wins.
 */
export function regionAt(region: Region, revision: RegionalRevision): Region {
  const editions = region.earlier.filter(({ revisions }) => revisions.includes(revision));
  return Object.assign({}, region, ...editions.map(({ tables }) => tables)) as Region;
}
