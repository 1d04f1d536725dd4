import { CallerError, type TenantId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "../page.ts";
import type { Integration, IntegrationId, IntegrationStore } from "./integration.ts";

export class MemoryIntegrationStore implements IntegrationStore {
  readonly #integrations = new Map<IntegrationId, Integration>();

  async create(integrations: readonly Integration[]): Promise<void> {
    if (integrations.some(({ id }) => this.#integrations.has(id))) {
      throw new CallerError("INTEGRATION_EXISTS", "there is already an integration with this id");
    }
    for (const integration of integrations) this.#integrations.set(integration.id, integration);
  }

  async update(integration: Integration): Promise<Integration> {
    const stored = this.#integrations.get(integration.id);
    if (!stored) throw new CallerError("INTEGRATION_UNKNOWN", "no such integration");
    if (stored.version !== integration.version) {
      throw new CallerError(
        "INTEGRATION_CHANGED",
        "somebody else changed the integration meanwhile",
      );
    }
    const next = { ...integration, version: integration.version + 1 };
    this.#integrations.set(integration.id, next);
    return next;
  }

  async delete(ids: readonly IntegrationId[]): Promise<void> {
    for (const id of ids) this.#integrations.delete(id);
  }

  async get(ids: readonly IntegrationId[]): Promise<readonly Integration[]> {
    return ids.flatMap((id) => this.#integrations.get(id) ?? []);
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<Integration>> {
    const { tenantId } = query;
    const belongs = (one: Integration): boolean =>
      tenantId === undefined || one.tenantId === tenantId;
    return pageOf(this.#integrations.values().filter(belongs), query);
  }
}
