/** A name and a value while they are typed. */
export interface TagRow {
  readonly key: string;
  readonly value: string;
}

export function tagRows(tags: Readonly<Record<string, string>> = {}): TagRow[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

/** Rows without a key are not yet tags. */
export function tagsOf(rows: readonly TagRow[]): Record<string, string> {
  return Object.fromEntries(
    rows.filter(({ key }) => key.trim() !== "").map(({ key, value }) => [key.trim(), value]),
  );
}
