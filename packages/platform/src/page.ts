/** Which part of a list is wanted. Lists are ordered by id, and ids by creation time. */
export interface PageQuery {
  /** Exclusive: the last id of the page before. */
  readonly after?: string | undefined;
  /** 1 … 1,000; 100 when absent. */
  readonly limit?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** What to pass as `after` for the next page; absent on the last one. */
  readonly next: string | undefined;
}

export const DEFAULT_PAGE_LIMIT = 100;

/** Cuts a page out of items in any order, for adapters that have them all at hand. */
export function pageOf<T extends { readonly id: string }>(
  items: Iterable<T>,
  { after, limit = DEFAULT_PAGE_LIMIT }: PageQuery,
): Page<T> {
  const rest = [...items]
    .filter((item) => after === undefined || item.id > after)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const page = rest.slice(0, limit);
  return { items: page, next: rest.length > limit ? page.at(-1)!.id : undefined };
}
