import { CallerError, type TenantId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "../page.ts";
import type { MqttCredential, MqttCredentialId, MqttCredentialStore } from "./mqtt-credential.ts";

export class MemoryMqttCredentialStore implements MqttCredentialStore {
  readonly #credentials = new Map<MqttCredentialId, MqttCredential>();

  async create(credentials: readonly MqttCredential[]): Promise<void> {
    const usernames = new Set(this.#credentials.values().map(({ username }) => username));
    for (const { id, username } of credentials) {
      if (this.#credentials.has(id) || usernames.has(username)) {
        throw new CallerError("MQTT_CREDENTIAL_EXISTS", `MQTT user ${username} exists`);
      }
      usernames.add(username);
    }
    for (const credential of credentials) this.#credentials.set(credential.id, credential);
  }

  async delete(ids: readonly MqttCredentialId[]): Promise<void> {
    for (const id of ids) this.#credentials.delete(id);
  }

  async get(ids: readonly MqttCredentialId[]): Promise<readonly MqttCredential[]> {
    return ids.flatMap((id) => this.#credentials.get(id) ?? []);
  }

  async byUsername(username: string): Promise<MqttCredential | undefined> {
    return this.#credentials.values().find((credential) => credential.username === username);
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<MqttCredential>> {
    const { tenantId } = query;
    const belongs = (credential: MqttCredential): boolean =>
      tenantId === undefined || credential.tenantId === tenantId;
    return pageOf(this.#credentials.values().filter(belongs), query);
  }
}
