import { CallerError, toHex, type TenantId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "../page.ts";
import type { ApiKey, ApiKeyId, ApiKeyStore } from "./api-key.ts";
import type { SecretHash } from "./secret.ts";

export class MemoryApiKeyStore implements ApiKeyStore {
  readonly #keys = new Map<ApiKeyId, ApiKey>();

  async create(keys: readonly ApiKey[]): Promise<void> {
    if (keys.some(({ id }) => this.#keys.has(id))) {
      throw new CallerError("API_KEY_EXISTS", "there is already an API key with this id");
    }
    for (const key of keys) this.#keys.set(key.id, key);
  }

  async delete(ids: readonly ApiKeyId[]): Promise<void> {
    for (const id of ids) this.#keys.delete(id);
  }

  async get(ids: readonly ApiKeyId[]): Promise<readonly ApiKey[]> {
    return ids.flatMap((id) => this.#keys.get(id) ?? []);
  }

  async byHash(hash: SecretHash): Promise<ApiKey | undefined> {
    const wanted = toHex(hash);
    return this.#keys.values().find((key) => toHex(key.hash) === wanted);
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<ApiKey>> {
    const { tenantId } = query;
    const belongs = (key: ApiKey): boolean => tenantId === undefined || key.tenantId === tenantId;
    return pageOf(this.#keys.values().filter(belongs), query);
  }
}
