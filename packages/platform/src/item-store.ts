import { CallerError, type Instant, type TenantId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "./page.ts";

/** Something that people set up and change in a tenant. All but `createdAt` is JSON-native. */
export interface Item<Id extends string = string> {
  readonly id: Id;
  readonly tenantId: TenantId;
  readonly createdAt: Instant;
  /** Counts changes, from 1. */
  readonly version: number;
}

/** Items of one kind. Every adapter passes `itemStoreContract`. */
export interface ItemStore<E extends Item> {
  /** All or none. @throws {CallerError} `ITEM_EXISTS` */
  create(items: readonly E[]): Promise<void>;
  /**
   * Replaces one whose stored version is `item.version`; resolves to what is stored now, one version up.
   * @throws {CallerError} `ITEM_CHANGED` when the version differs, `ITEM_UNKNOWN`
   */
  update(item: E): Promise<E>;
  delete(ids: readonly E["id"][]): Promise<void>;
  get(ids: readonly E["id"][]): Promise<readonly E[]>;
  /** With a tenant: its items only. */
  list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<E>>;
}

export const itemExists = (): CallerError =>
  new CallerError("ITEM_EXISTS", "there is already one with this id");
export const itemChanged = (): CallerError =>
  new CallerError("ITEM_CHANGED", "somebody else changed it meanwhile");
export const itemUnknown = (): CallerError =>
  new CallerError("ITEM_UNKNOWN", "there is no such thing");

/** What can be listed page by page. */
export interface Listing<E> {
  list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<{
    readonly items: readonly E[];
    readonly next?: string | undefined;
  }>;
}

/** Everything there is, or everything of a tenant, a page at a time. */
export async function* everyPage<E>(
  listing: Listing<E>,
  tenantId?: TenantId,
): AsyncIterable<readonly E[]> {
  let after: string | undefined;
  do {
    const page = await listing.list({ after, limit: 1000, tenantId });
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

/** Every item, page after page. */
export async function* everyItem<E>(listing: Listing<E>, tenantId?: TenantId): AsyncIterable<E> {
  for await (const page of everyPage(listing, tenantId)) yield* page;
}

export class MemoryItemStore<E extends Item> implements ItemStore<E> {
  readonly #items = new Map<string, E>();

  async create(items: readonly E[]): Promise<void> {
    const ids = new Set(items.map(({ id }) => id));
    if (ids.size < items.length || items.some(({ id }) => this.#items.has(id))) throw itemExists();
    for (const item of items) this.#items.set(item.id, item);
  }

  async update(item: E): Promise<E> {
    const stored = this.#items.get(item.id);
    if (!stored) throw itemUnknown();
    if (stored.version !== item.version) throw itemChanged();
    const next = { ...item, version: item.version + 1 };
    this.#items.set(item.id, next);
    return next;
  }

  async delete(ids: readonly E["id"][]): Promise<void> {
    for (const id of ids) this.#items.delete(id);
  }

  async get(ids: readonly E["id"][]): Promise<readonly E[]> {
    return ids.flatMap((id) => this.#items.get(id) ?? []);
  }

  async list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<E>> {
    const { tenantId } = query;
    const belongs = (item: E): boolean => tenantId === undefined || item.tenantId === tenantId;
    return pageOf(this.#items.values().filter(belongs), query);
  }
}
