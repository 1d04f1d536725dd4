import { newId, type TenantId } from "@lorats/base";
import type { Collection, Draft, ListQuery, Owned, Page, Registry, Stored } from "@lorats/network";
import type { Action, Resource } from "@lorats/platform";
import { recordChange } from "../audit.ts";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { loadOwned } from "./owned.ts";
import { merged, type Change } from "./shapes.ts";
import { tenantOfList } from "./tenancy.ts";

interface Asker {
  readonly services: Services;
  readonly principal: Principal;
}

interface ResourceRules<Id extends string, E> {
  /** As the audit log calls one. */
  readonly kind: string;
  /** As scopes call them. */
  readonly resource: Resource;
  readonly collection: (registry: Registry) => Collection<Id, E & Stored>;
  /** As the audit log has it, so without secrets. */
  readonly show: (entity: E) => Readonly<Record<string, unknown>>;
}

/** Things of one kind in the registry: whoever asks needs the scope in their tenant, and every change is in the audit log. */
export class RegistryResource<Id extends string, E extends Stored & Owned & { readonly id: Id }> {
  readonly #rules: ResourceRules<Id, E>;

  constructor(rules: ResourceRules<Id, E>) {
    this.#rules = rules;
  }

  list(
    { services, principal }: Asker,
    query: Omit<ListQuery, "tenantId"> & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<E>> {
    const tenantId = tenantOfList(principal, query.tenantId, this.#rules.resource);
    return this.#in(services).list({ ...query, tenantId });
  }

  load({ services, principal }: Asker, id: string, action: Action): Promise<E> {
    return loadOwned(this.#in(services), id, principal, this.#rules.resource, action);
  }

  /** In a tenant that whoever asks may write to. */
  async create(
    asker: Asker,
    tenantId: TenantId,
    fields: Omit<Draft<E>, "id" | "tenantId">,
  ): Promise<E> {
    const { services } = asker;
    const id = newId<Id>(services.clock, services.random);
    const draft = { ...fields, id, tenantId } as unknown as Draft<E>;
    const [created] = await this.#in(services).create([draft]);
    await this.#record(asker, undefined, created);
    return created!;
  }

  async update(asker: Asker, entity: E, change: Change<E>): Promise<E> {
    const [updated] = await this.#in(asker.services).update([merged(entity, change)]);
    await this.#record(asker, entity, updated);
    return updated!;
  }

  async delete(asker: Asker, entity: E): Promise<void> {
    await this.#in(asker.services).delete([entity.id]);
    await this.#record(asker, entity, undefined);
  }

  #in({ stores }: Services): Collection<Id, E> {
    return this.#rules.collection(stores.registry);
  }

  async #record(
    { services, principal: { actor } }: Asker,
    before: E | undefined,
    after: E | undefined,
  ): Promise<void> {
    const { kind, show } = this.#rules;
    const { id, tenantId } = (after ?? before)!;
    const sides = { before: before && show(before), after: after && show(after) };
    await recordChange(services, { actor, tenantId, kind, id, ...sides });
  }
}
