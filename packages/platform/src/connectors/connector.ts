import type { ApplicationId, DeviceProfileId, KeyId } from "@lorats/base";
import type { SecretHash } from "../access/secret.ts";
import type { Item } from "../item-store.ts";

declare const brand: unique symbol;
export type ConnectorId = string & { readonly [brand]: "ConnectorId" };

/** Where messages of devices come from that are not on our own network. */
export interface Connector extends Item<ConnectorId> {
  /** Where its devices belong. */
  readonly applicationId: ApplicationId;
  /** Of devices that it makes. */
  readonly profileId: DeviceProfileId;
  /** Whose words it understands, such as `chirpstack`. */
  readonly kind: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Make devices as they appear; otherwise what unknown ones say is refused. */
  readonly createsDevices: boolean;
  /** What its kind needs to know; the kind's own schema checked it. Never a secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of the token by which the other side proves itself when it calls, as hexadecimal digits. */
  readonly tokenHash: string;
  /** Where our own secret for the other side stands (a broker's password, an API key), if there is one. */
  readonly secretKeyId?: KeyId | undefined;
}

/** As a connector keeps the hash of its token. */
export function hexOfHash(hash: SecretHash): string {
  return Buffer.from(hash).toString("hex");
}
