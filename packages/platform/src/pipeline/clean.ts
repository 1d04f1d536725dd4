/** Raised whenever the stage makes something else of the same values. */
export const CLEAN_VERSION = 1;

const MAX_DEPTH = 8;

/**
 * Values as others can take them: what is no finite number, text, truth or list and object of such is left out, and so is
 * what is nested deeper than eight levels. A field named `__proto__` would change the object that it is put into: it goes, too.
 */
export function clean(
  object: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return cleanObject(object, 0);
}

function cleanObject(object: object, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    if (name === "__proto__") continue;
    const cleaned = cleanValue(value, depth + 1);
    if (cleaned !== undefined) kept[name] = cleaned;
  }
  return kept;
}

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value !== "object" || depth > MAX_DEPTH) return undefined;
  if (!Array.isArray(value)) return cleanObject(value, depth);
  return value.map((one) => cleanValue(one, depth + 1) ?? null);
}
