/**
 * JSON whose integers keep every digit. `JSON.parse` rounds what a double cannot hold, and Basics Station's
 * `xtime` is such a number: it uses all 64 bits.
 */

/** TypeScript does not yet know the third argument of a reviver, nor `rawJSON`. */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const exactJson = JSON as unknown as ExactJson;

/** Only a number of at least 16 digits can be beyond 2⁵³. */
const LONG_INTEGER = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * Parses; integers beyond ±(2⁵³ − 1) become `bigint`, all other numbers `number`.
 * Returns undefined when the text is no JSON.
 */
export function parseExact(text: string): unknown {
  try {
    if (!LONG_INTEGER.test(text)) return JSON.parse(text) as unknown;
    return exactJson.parse(text, (_key, value, context) =>
      typeof value === "number" &&
      !Number.isSafeInteger(value) &&
      INTEGER.test(context.source ?? "")
        ? BigInt(context.source!)
        : value,
    );
  } catch {
    return undefined;
  }
}

/** Prints; a `bigint` becomes a plain JSON number with all its digits. */
export function stringifyExact(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? exactJson.rawJSON(item.toString()) : item,
  );
}

/** An integer of any size, as {@link parseExact} gives it. */
function exactInteger(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

/** A signed 64-bit integer. */
export function int64(value: unknown): bigint | undefined {
  const integer = exactInteger(value);
  return integer === undefined || BigInt.asIntN(64, integer) !== integer ? undefined : integer;
}

/** An unsigned 64-bit integer; one that was printed as signed counts too. */
export function uint64(value: unknown): bigint | undefined {
  const integer = exactInteger(value);
  if (integer === undefined || integer < -(2n ** 63n) || integer >= 2n ** 64n) return undefined;
  return BigInt.asUintN(64, integer);
}
