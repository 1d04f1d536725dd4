import { DEFAULT_PAGE_LIMIT, type Page } from "@lorats/platform";

/** How many rows a query asks for: one more than the page holds, to see whether there is another page. */
export function rowsFor(limit: number | undefined): number {
  return (limit ?? DEFAULT_PAGE_LIMIT) + 1;
}

/** The page out of rows that `rowsFor` asked for. */
export function pageFrom<Row, T extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number | undefined,
  fromRow: (row: Row) => T,
): Page<T> {
  const items = rows.slice(0, limit ?? DEFAULT_PAGE_LIMIT).map(fromRow);
  return { items, next: rows.length > items.length ? items.at(-1)?.id : undefined };
}

/** Things in the order asked for, without those that were not found. */
export function inOrder<T extends { readonly id: string }>(
  ids: readonly string[],
  found: readonly T[],
): readonly T[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
