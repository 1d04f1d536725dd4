import type { GatewayId, Instant, TenantId } from "@lorats/base";
import type { Page, PageQuery } from "../page.ts";
import type { SecretHash } from "./secret.ts";

declare const brand: unique symbol;
export type GatewayCredentialId = string & { readonly [brand]: "GatewayCredentialId" };

/** With what a gateway proves that it is itself. */
export interface GatewayCredential {
  readonly id: GatewayCredentialId;
  readonly tenantId: TenantId;
  readonly gatewayId: GatewayId;
  readonly kind: "token" | "certificate";
  readonly name: string;
  /** SHA-256: of the token, or of the certificate's DER. Unique over the whole server. */
  readonly hash: SecretHash;
  /** Of a certificate, in lower-case hexadecimal. */
  readonly serial?: string | undefined;
  readonly createdAt: Instant;
  /** Good until then; for ever when absent. */
  readonly expiresAt?: Instant | undefined;
  /** From then on it counts for nothing. It stays, so that a list of revoked certificates can be made. */
  readonly revokedAt?: Instant | undefined;
}

export interface GatewayCredentialQuery extends PageQuery {
  readonly tenantId?: TenantId | undefined;
  readonly gatewayId?: GatewayId | undefined;
}

/** Credentials of gateways. Every adapter passes `gatewayCredentialStoreContract`. */
export interface GatewayCredentialStore {
  /** All or none. @throws {CallerError} `GATEWAY_CREDENTIAL_EXISTS` when an id or a hash is taken */
  create(credentials: readonly GatewayCredential[]): Promise<void>;
  get(ids: readonly GatewayCredentialId[]): Promise<readonly GatewayCredential[]>;
  byHash(hash: SecretHash): Promise<GatewayCredential | undefined>;
  /** Unknown ids are passed over, and so are those that were revoked before. */
  revoke(ids: readonly GatewayCredentialId[], at: Instant): Promise<void>;
  list(query: GatewayCredentialQuery): Promise<Page<GatewayCredential>>;
}

/** Whether it still proves anything. */
export function credentialHolds(
  { expiresAt, revokedAt }: Pick<GatewayCredential, "expiresAt" | "revokedAt">,
  now: Instant,
): boolean {
  return revokedAt === undefined && (expiresAt === undefined || expiresAt > now);
}
