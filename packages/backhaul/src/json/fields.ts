/** Small readers of untrusted JSON. A value of the wrong type or out of range reads as absent. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Also of an integer that `parseExact` kept as `bigint`. */
export function finiteNumber(value: unknown): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function integerIn(value: unknown, low: number, high: number): number | undefined {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high
    ? (value as number)
    : undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Keeps the entries that are text; absent when there are none. */
export function textMap(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

const DIGITS = /^(?:[0-9a-fA-F]{2})*$/;

/** Hexadecimal of either case without separators. */
export function hexBytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  return typeof value === "string" && DIGITS.test(value) ? Uint8Array.fromHex(value) : undefined;
}

/** Base64 of either alphabet, padded or not. */
export function base64Bytes(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof value !== "string") return undefined;
  try {
    return Uint8Array.fromBase64(
      /[-_]/.test(value) ? value.replaceAll("-", "+").replaceAll("_", "/") : value,
    );
  } catch {
    return undefined;
  }
}
