/** How deep a decoded payload is looked into. */
const DEPTH = 3;

/** The first number under a name that begins with `temp`, °C. */
export function temperatureIn(value: unknown, depth = DEPTH, named = false): number | undefined {
  if (typeof value === "number") return named ? value : undefined;
  if (typeof value !== "object" || value === null || depth === 0) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = temperatureIn(inner, depth - 1, named || /^temp/i.test(key));
    if (found !== undefined) return found;
  }
  return undefined;
}
