import type { DeviceId, Instant, TenantId } from "@lorats/base";
import type { Page, PageQuery } from "../page.ts";
import type { Scope } from "./scope.ts";
import type { SecretHash } from "./secret.ts";

declare const brand: unique symbol;
export type ApiKeyId = string & { readonly [brand]: "ApiKeyId" };

/** What a program shows instead of signing in. */
export interface ApiKey {
  readonly id: ApiKeyId;
  /** Absent: the key belongs to the server and reaches every tenant. */
  readonly tenantId?: TenantId | undefined;
  readonly name: string;
  readonly hash: SecretHash;
  readonly scopes: readonly Scope[];
  /** Device-only: it speaks for this device and can do nothing else. It has no scopes then. */
  readonly deviceId?: DeviceId | undefined;
  readonly createdAt: Instant;
  /** Good until then; for ever when absent. */
  readonly expiresAt?: Instant | undefined;
  /** Made anew at every start for demonstrations; the next start revokes it. */
  readonly ephemeral: boolean;
}

/** API keys. Every adapter passes `apiKeyStoreContract`. */
export interface ApiKeyStore {
  /** All or none. @throws {CallerError} `API_KEY_EXISTS` */
  create(keys: readonly ApiKey[]): Promise<void>;
  delete(ids: readonly ApiKeyId[]): Promise<void>;
  get(ids: readonly ApiKeyId[]): Promise<readonly ApiKey[]>;
  byHash(hash: SecretHash): Promise<ApiKey | undefined>;
  /** With a tenant: that tenant's keys only. Without: all keys, the server's own among them. */
  list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<ApiKey>>;
}
