export type Json = Readonly<Record<string, unknown>>;

/**
 * An object as proto3's JSON mapping writes it: fields with their default value (0, "", false, an empty list) and
 * absent ones are left out. Nested objects stay, even empty: a message that is there is not a default. HOT PATH.
 */
export function protoJson(fields: Json): Json {
  const written: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    if (!isDefault(fields[name])) written[name] = fields[name];
  }
  return written;
}

function isDefault(value: unknown): boolean {
  return (
    value === undefined ||
    value === 0 ||
    value === "" ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** A map field: absent when empty. */
export function protoMap(map: Readonly<Record<string, string>>): Json | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

/** A duration as proto3 JSON writes it, such as `1354706434.123s`. */
export function protoDuration(ns: bigint): string {
  const fraction = String(ns % 1_000_000_000n).padStart(9, "0");
  const digits = fraction.endsWith("000000") ? fraction.slice(0, 3) : fraction;
  return `${ns / 1_000_000_000n}${Number(fraction) === 0 ? "" : `.${digits}`}s`;
}

/** ChirpStack writes its times with `+00:00`. */
export function protoTime(rfc3339: string): string {
  return rfc3339.endsWith("Z") ? `${rfc3339.slice(0, -1)}+00:00` : rfc3339;
}
