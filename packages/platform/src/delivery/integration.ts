import type { ApplicationId, Instant, KeyId, TenantId } from "@lorats/base";
import type { Page, PageQuery } from "../page.ts";

declare const brand: unique symbol;
export type IntegrationId = string & { readonly [brand]: "IntegrationId" };

/** Where events of an application go besides the built-in broker. */
export interface Integration {
  readonly id: IntegrationId;
  readonly tenantId: TenantId;
  /** Absent: every application of the tenant. */
  readonly applicationId?: ApplicationId | undefined;
  /** Which sink delivers, such as `webhook`. */
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  /** What the sink needs to know; its own schema checks it. Never a secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where its secret stands in the `KeyStore`. */
  readonly secretKeyId?: KeyId | undefined;
  readonly createdAt: Instant;
  readonly version: number;
}

/** Integrations. Every adapter passes `integrationStoreContract`. */
export interface IntegrationStore {
  /** All or none. @throws {CallerError} `INTEGRATION_EXISTS` */
  create(integrations: readonly Integration[]): Promise<void>;
  /**
   * Replaces one whose stored version is `integration.version`; resolves to what is stored now, one version up.
   * @throws {CallerError} `INTEGRATION_CHANGED` when the version differs, `INTEGRATION_UNKNOWN`
   */
  update(integration: Integration): Promise<Integration>;
  delete(ids: readonly IntegrationId[]): Promise<void>;
  get(ids: readonly IntegrationId[]): Promise<readonly Integration[]>;
  /** With a tenant: its integrations only. */
  list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<Integration>>;
}
