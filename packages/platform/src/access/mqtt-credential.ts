import type { ApplicationId, Instant, TenantId } from "@lorats/base";
import type { Page, PageQuery } from "../page.ts";
import type { SecretHash } from "./secret.ts";

declare const brand: unique symbol;
export type MqttCredentialId = string & { readonly [brand]: "MqttCredentialId" };

/** A user name and password for the MQTT broker. */
export interface MqttCredential {
  readonly id: MqttCredentialId;
  readonly tenantId: TenantId;
  /** Absent: every application of the tenant. */
  readonly applicationId?: ApplicationId | undefined;
  readonly name: string;
  /** Unique over the whole server. */
  readonly username: string;
  readonly hash: SecretHash;
  /** May publish to `…/command/down`, not only listen. */
  readonly mayCommand: boolean;
  readonly createdAt: Instant;
  /** Good until then; for ever when absent. */
  readonly expiresAt?: Instant | undefined;
  /** Made anew at every start for demonstrations; the next start revokes it. */
  readonly ephemeral: boolean;
}

/** MQTT credentials. Every adapter passes `mqttCredentialStoreContract`. */
export interface MqttCredentialStore {
  /** All or none. @throws {CallerError} `MQTT_CREDENTIAL_EXISTS` when an id or a user name is taken. */
  create(credentials: readonly MqttCredential[]): Promise<void>;
  delete(ids: readonly MqttCredentialId[]): Promise<void>;
  get(ids: readonly MqttCredentialId[]): Promise<readonly MqttCredential[]>;
  byUsername(username: string): Promise<MqttCredential | undefined>;
  /** With a tenant: its credentials only. */
  list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<MqttCredential>>;
}
