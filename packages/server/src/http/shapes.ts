import { formatInstant, type Instant } from "@lorats/base";

/** The fields that are there, as types with exact optional properties want them. */
type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy without the fields that are undefined. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/** What a PATCH says: null for what is to go. */
export type Change<E> = { readonly [K in keyof E]?: E[K] | null | undefined };

/** The entity as a change would leave it: fields that are given replace those that are there, or take them away. */
export function merged<E extends { readonly version: number }>(entity: E, change: Change<E>): E {
  const whole = { ...entity, ...defined(change) };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== null)) as E;
}

interface Stamps {
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Times as text. */
export function shown<E extends Stamps>(
  entity: E,
): Omit<E, "createdAt" | "updatedAt"> & { createdAt: string; updatedAt: string } {
  const { createdAt, updatedAt } = entity;
  return { ...entity, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}

/** A page with each item turned into what the API shows. */
export function pageOf<E, Shown>(
  page: { readonly items: readonly E[]; readonly next?: string | undefined },
  show: (item: E) => Shown,
): { items: Shown[]; next?: string } {
  const items = page.items.map(show);
  return page.next === undefined ? { items } : { items, next: page.next };
}

/** Settings for those who may not change them: a header's value may be somebody's token, so only its name is left. */
export function withoutValues<S extends object>(settings: S): S {
  const { headers } = settings as { readonly headers?: Readonly<Record<string, string>> };
  if (!headers) return settings;
  return {
    ...settings,
    headers: Object.fromEntries(Object.keys(headers).map((name) => [name, ""])),
  };
}
