/** Reads one value of a configuration, absent (`undefined`) or not. @throws {Misfit} */
export type Field<T> = (value: unknown, path: string) => T;

/** A value that is not what it should be: where, and why. */
export class Misfit extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(path === "" ? reason : `${path}: ${reason}`);
    this.path = path;
  }
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** Larger than this, not equal. */
  readonly above?: number;
  readonly whole?: boolean;
}

export function number({ least, most, above, whole = false }: Bounds = {}): Field<number> {
  const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;
  const [low, high] = [least ?? above ?? NEGATIVE_INFINITY, most ?? POSITIVE_INFINITY];
  const kind = whole ? "a whole number" : "a number";
  const parts = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(least === undefined ? [] : [`from ${least}`]),
    ...(most === undefined ? [] : [`up to ${most}`]),
  ];
  const expected = [kind, ...parts].join(" ");
  return (value, path) => {
    const fits =
      typeof value === "number" &&
      (whole ? Number.isInteger(value) : Number.isFinite(value)) &&
      value >= low &&
      value <= high &&
      value !== above;
    if (fits) return value;
    throw misfit(value, path, expected);
  };
}

/** Text that is not empty. `expected` says in words what `pattern` asks for. */
export function text(pattern: RegExp = /./, expected = "text that is not empty"): Field<string> {
  return (value, path) => {
    if (typeof value === "string" && pattern.test(value)) return value;
    throw misfit(value, path, expected);
  };
}

/** A URL of one of these schemes. */
export function url(...schemes: readonly string[]): Field<string> {
  return (value, path) => {
    const parsed = typeof value === "string" ? URL.parse(value) : null;
    if (parsed && schemes.includes(parsed.protocol.slice(0, -1))) return value as string;
    throw misfit(value, path, `a URL with ${schemes.map((scheme) => `${scheme}://`).join(" or ")}`);
  };
}

export const flag: Field<boolean> = (value, path) => {
  if (typeof value === "boolean") return value;
  throw misfit(value, path, "true or false");
};

export function oneOf<const T extends string | number>(...values: readonly T[]): Field<T> {
  return (value, path) => {
    if (values.includes(value as T)) return value as T;
    throw misfit(value, path, values.map((each) => JSON.stringify(each)).join(" or "));
  };
}

/** A list of at least one and at most `most`, or of `least` where that is said. */
export function list<T>(of: Field<T>, { least = 1, most = 1000 }: Bounds = {}): Field<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw misfit(value, path, "a list");
    if (value.length < least || value.length > most) {
      throw new Misfit(path, `must have ${least} to ${most} entries, and has ${value.length}`);
    }
    return value.map((entry, i) => of(entry, `${path}.${i}`));
  };
}

export function optional<T>(of: Field<T>): Field<T | undefined> {
  return (value, path) => (value === undefined ? undefined : of(value, path));
}

/** `value` where nothing is said; it is read as if it had been. */
export function withDefault<T>(of: Field<T>, value: unknown): Field<T> {
  return (said, path) => of(said === undefined ? value : said, path);
}

/** A table with these fields and no others. */
export function table<T extends object>(fields: {
  readonly [K in keyof T]-?: Field<T[K]>;
}): Field<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value, path) => {
    const said = asTable(value, path);
    const strange = Object.keys(said).find((name) => !names.includes(name as keyof T & string));
    if (strange !== undefined) throw new Misfit(path, unknownName(strange, names));
    const read = names.map((name) => [name, fields[name](said[name], join(path, name))]);
    return Object.fromEntries(read) as T;
  };
}

/** A table whose field `by` says which of several it is. */
export function tableBy<T>(by: string, kinds: Readonly<Record<string, Field<T>>>): Field<T> {
  const kind = oneOf(...Object.keys(kinds));
  return (value, path) => kinds[kind(asTable(value, path)[by], join(path, by))]!(value, path);
}

function asTable(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw misfit(value, path, "a table");
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function misfit(value: unknown, path: string, expected: string): Misfit {
  return new Misfit(path, value === undefined ? "is missing" : `must be ${expected}`);
}

function unknownName(strange: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, apart: distance(name, strange) }))
    .sort((a, b) => a.apart - b.apart)[0];
  const hint = near && near.apart <= Math.max(2, strange.length / 4) ? near.name : null;
  const there = `there is no setting "${strange}"`;
  return hint === null ? `${there}; there are ${names.join(", ")}` : `${there}: is it "${hint}"?`;
}

/** Letters to add, take away or change. @see Levenshtein, 1966 */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
