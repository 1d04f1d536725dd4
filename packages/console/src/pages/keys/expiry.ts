const DAY_MS = 86_400_000;

/** When something that is good for so many days ends; nothing for zero. */
export function expiryOf(days: number | string): { expiresAt?: string } {
  const count = Number(days);
  if (!(count > 0)) return {};
  return { expiresAt: new Date(Date.now() + count * DAY_MS).toISOString() };
}
