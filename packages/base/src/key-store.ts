import type { KeyId, TenantId } from "./id.ts";

/** What a secret is for; it is bound into the wrapping, so that one kind cannot pass as another. */
export type KeyKind =
  | "app-key"
  | "nwk-key"
  | "session"
  | "device-data"
  | "gateway"
  | "integration"
  | "schedule"
  | "server";

export interface NewKey {
  readonly id: KeyId;
  readonly tenantId: TenantId;
  readonly kind: KeyKind;
  readonly secret: Uint8Array;
}

/**
 * Where secrets live: wrapped at rest, referred to by id everywhere else. Events, logs and audit entries carry
 * key ids only. A store that has lost its key-encryption key refuses with `UnavailableError`.
 */
export interface KeyStore {
  /** Durable once resolved. A second put under one id is refused (`KEY_EXISTS`). */
  put(keys: readonly NewKey[]): Promise<void>;
  /** Secrets by id; ids that do not exist are missing from the map. */
  get(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, Uint8Array>>;
  /** Destroys the secrets, which erases what was sealed under them. */
  destroy(ids: readonly KeyId[]): Promise<void>;
}
