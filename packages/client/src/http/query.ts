/** `?a=1&b=2` of the fields that are there, or nothing. */
export function queryOf(fields: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined) params.set(key, value as string);
  }
  return params.size === 0 ? "" : `?${params.toString()}`;
}
