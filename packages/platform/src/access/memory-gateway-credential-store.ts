import { CallerError, toHex, type Instant } from "@lorats/base";
import { pageOf, type Page } from "../page.ts";
import type {
  GatewayCredential,
  GatewayCredentialId,
  GatewayCredentialQuery,
  GatewayCredentialStore,
} from "./gateway-credential.ts";
import type { SecretHash } from "./secret.ts";

export class MemoryGatewayCredentialStore implements GatewayCredentialStore {
  readonly #credentials = new Map<GatewayCredentialId, GatewayCredential>();

  async create(credentials: readonly GatewayCredential[]): Promise<void> {
    const hashes = new Set(this.#credentials.values().map(({ hash }) => toHex(hash)));
    for (const { id, hash } of credentials) {
      const name = toHex(hash);
      if (this.#credentials.has(id) || hashes.has(name)) {
        throw new CallerError("GATEWAY_CREDENTIAL_EXISTS", "there is such a credential already");
      }
      hashes.add(name);
    }
    for (const credential of credentials) this.#credentials.set(credential.id, credential);
  }

  async get(ids: readonly GatewayCredentialId[]): Promise<readonly GatewayCredential[]> {
    return ids.flatMap((id) => this.#credentials.get(id) ?? []);
  }

  async byHash(hash: SecretHash): Promise<GatewayCredential | undefined> {
    const name = toHex(hash);
    return this.#credentials.values().find((credential) => toHex(credential.hash) === name);
  }

  async revoke(ids: readonly GatewayCredentialId[], at: Instant): Promise<void> {
    for (const id of ids) {
      const credential = this.#credentials.get(id);
      if (!credential || credential.revokedAt !== undefined) continue;
      this.#credentials.set(id, { ...credential, revokedAt: at });
    }
  }

  async list(query: GatewayCredentialQuery): Promise<Page<GatewayCredential>> {
    const { tenantId, gatewayId } = query;
    const belongs = (credential: GatewayCredential): boolean =>
      (tenantId === undefined || credential.tenantId === tenantId) &&
      (gatewayId === undefined || credential.gatewayId === gatewayId);
    return pageOf(this.#credentials.values().filter(belongs), query);
  }
}
