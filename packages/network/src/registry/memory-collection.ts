import { CallerError, type Clock } from "@lorats/base";
import type { Draft, Stored } from "./entity.ts";
import type { Collection, EntityKind, ListQuery, Page, RegistryChange } from "./registry.ts";

/** What differs from kind to kind. */
export interface CollectionRules<Id extends string, E extends Stored & { readonly id: Id }> {
  readonly kind: EntityKind;
  validate(draft: Draft<E>): void;
  /** Identities that have to be unique, as text. */
  identities(entity: Draft<E>): readonly string[];
  /** Throws `REG_NO_SUCH` when something it refers to is missing. */
  checkReferences(entity: Draft<E>): void;
  /** Is it still referred to? */
  inUse(id: Id): boolean;
  /** Texts that `search` looks into. */
  texts(entity: E): readonly string[];
}

function field(item: object, name: string): unknown {
  return Reflect.get(item, name);
}

/** A collection in memory. Changes are checked in full before the first is made. */
export class MemoryCollection<
  Id extends string,
  E extends Stored & { readonly id: Id },
> implements Collection<Id, E> {
  protected readonly items: Map<Id, E> = new Map();
  readonly #taken = new Map<string, Id>();
  readonly #rules: CollectionRules<Id, E>;
  readonly #clock: Clock;
  readonly #notify: (change: RegistryChange) => void;

  constructor(
    rules: CollectionRules<Id, E>,
    clock: Clock,
    notify: (change: RegistryChange) => void,
  ) {
    this.#rules = rules;
    this.#clock = clock;
    this.#notify = notify;
  }

  has(id: Id): boolean {
    return this.items.has(id);
  }

  peek(id: Id): E | undefined {
    return this.items.get(id);
  }

  some(test: (entity: E) => boolean): boolean {
    return this.items.values().some(test);
  }

  async get(ids: readonly Id[]): Promise<ReadonlyMap<Id, E>> {
    const found = new Map<Id, E>();
    for (const id of ids) {
      const item = this.items.get(id);
      if (item) found.set(id, item);
    }
    return found;
  }

  async list(query: ListQuery): Promise<Page<E>> {
    const limit = query.limit ?? 100;
    let matching = this.#matching(query).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (query.after !== undefined) matching = matching.filter((item) => item.id > query.after!);
    const items = matching.slice(0, limit);
    return matching.length > limit ? { items, next: items.at(-1)!.id } : { items };
  }

  async count(query: Omit<ListQuery, "after" | "limit">): Promise<number> {
    return this.#matching(query).length;
  }

  async create(drafts: readonly Draft<E>[]): Promise<readonly E[]> {
    const now = this.#clock.now();
    const created = drafts.map(
      (draft) => ({ ...draft, version: 1, createdAt: now, updatedAt: now }) as unknown as E,
    );
    for (const item of created) {
      this.#rules.validate(item);
      if (this.items.has(item.id)) throw duplicate(this.#rules.kind, item.id);
      this.#rules.checkReferences(item);
    }
    this.#store(created, []);
    return created;
  }

  update(entities: readonly E[]): Promise<readonly E[]> {
    return this.change(entities, false);
  }

  protected async change(entities: readonly E[], mayMove: boolean): Promise<readonly E[]> {
    const before: E[] = [];
    const after = entities.map((entity) => {
      const stored = this.items.get(entity.id);
      if (!stored) throw missing(this.#rules.kind, entity.id);
      if (stored.version !== entity.version) throw conflict(this.#rules.kind, entity.id);
      if (!mayMove && field(stored, "tenantId") !== field(entity, "tenantId")) {
        throw new CallerError("REG_INVALID", "tenantId: things stay with their tenant");
      }
      this.#rules.validate(entity);
      this.#rules.checkReferences(entity);
      before.push(stored);
      const { createdAt } = stored;
      return { ...entity, createdAt, version: entity.version + 1, updatedAt: this.#clock.now() };
    });
    this.#store(after, before);
    return after;
  }

  async delete(ids: readonly Id[]): Promise<void> {
    for (const id of ids) {
      if (!this.items.has(id)) throw missing(this.#rules.kind, id);
      if (this.#rules.inUse(id)) {
        throw new CallerError("REG_IN_USE", `${this.#rules.kind} ${id} is still referred to`);
      }
    }
    for (const id of ids) {
      for (const identity of this.#rules.identities(this.items.get(id)!)) {
        this.#taken.delete(identity);
      }
      this.items.delete(id);
    }
    this.#notify({ kind: this.#rules.kind, ids });
  }

  #matching(query: ListQuery): E[] {
    const search = query.search?.toLowerCase();
    return [...this.items.values()].filter((item) => {
      for (const name of ["tenantId", "applicationId", "profileId"] as const) {
        if (query[name] !== undefined && field(item, name) !== query[name]) return false;
      }
      return (
        search === undefined ||
        this.#rules.texts(item).some((text) => text.toLowerCase().includes(search))
      );
    });
  }

  /** Replaces `before` by `after`, or throws with nothing changed. */
  #store(after: readonly E[], before: readonly E[]): void {
    const freed = new Set(before.flatMap((item) => this.#rules.identities(item)));
    const wanted = new Map<string, Id>();
    for (const item of after) {
      for (const identity of this.#rules.identities(item)) {
        const free = !this.#taken.has(identity) || freed.has(identity);
        if (!free || wanted.has(identity)) throw duplicate(this.#rules.kind, identity);
        wanted.set(identity, item.id);
      }
    }
    for (const identity of freed) this.#taken.delete(identity);
    for (const [identity, id] of wanted) this.#taken.set(identity, id);
    for (const item of after) this.items.set(item.id, item);
    this.#notify({ kind: this.#rules.kind, ids: after.map((item) => item.id) });
  }
}

function duplicate(kind: EntityKind, identity: string): CallerError {
  return new CallerError("REG_DUPLICATE", `there is a ${kind} with ${identity} already`);
}

function missing(kind: EntityKind, id: string): CallerError {
  return new CallerError("REG_NO_SUCH", `there is no ${kind} ${id}`);
}

function conflict(kind: EntityKind, id: string): CallerError {
  return new CallerError("REG_CONFLICT", `${kind} ${id} was changed since it was read`);
}
