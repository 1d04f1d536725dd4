import type { TLSSocket } from "node:tls";
import type { Clock } from "@lorats/base";
import { hashSecret, sameHash, type MqttCredential } from "@lorats/platform";
import type { Client } from "aedes";
import type { GatewayLane, GatewayPrincipal } from "../doors/gateway-mqtt/built-in-broker.ts";
import type { Stores } from "../services.ts";

export interface MqttCredentialsParts {
  readonly stores: Pick<Stores, "mqttCredentials">;
  readonly clock: Clock;
  /** Decides about gateways; without it none are let in. */
  readonly gateways: GatewayLane | undefined;
}

/** Who is connected, and as what: an application's credential, or a gateway. */
export class MqttCredentials {
  readonly #parts: MqttCredentialsParts;
  readonly #applications = new Map<Client, MqttCredential>();
  readonly #gateways = new Map<Client, GatewayPrincipal>();

  constructor(parts: MqttCredentialsParts) {
    this.#parts = parts;
  }

  get connections(): number {
    return this.#applications.size + this.#gateways.size;
  }

  application(client: Client): MqttCredential | undefined {
    return this.#applications.get(client);
  }

  gateway(client: Client): GatewayPrincipal | undefined {
    return this.#gateways.get(client);
  }

  /** Whether this proves who it is. */
  async admit(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<boolean> {
    const credential = await this.#credentialOf(username, password);
    if (credential) this.#applications.set(client, credential);
    return credential !== undefined || this.#admitGateway(client, username, password);
  }

  /** The credential of that name, if it holds now. */
  async named(username: string): Promise<MqttCredential | undefined> {
    const credential = await this.#parts.stores.mqttCredentials.byUsername(username);
    return credential && !this.#expired(credential) ? credential : undefined;
  }

  gone(client: Client): void {
    this.#applications.delete(client);
    const gateway = this.#gateways.get(client);
    if (!gateway) return;
    this.#gateways.delete(client);
    const elsewhere = this.#gateways.values().some(({ eui }) => eui === gateway.eui);
    if (!elsewhere) this.#parts.gateways?.gone(gateway);
  }

  /** Clients whose credential was revoked or has expired. While the store does not answer, there are none. */
  async revoked(): Promise<readonly Client[]> {
    const [applications, gateways] = await Promise.all([
      this.#revokedApplications().catch(() => []),
      this.#revokedGateways().catch(() => []),
    ]);
    return [...applications, ...gateways];
  }

  async #admitGateway(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<boolean> {
    const socket = client.conn as TLSSocket;
    const certificate = socket.encrypted ? socket.getPeerCertificate().raw : undefined;
    const shown = { certificate, token: password?.toString("utf8") };
    const address = socket.remoteAddress ?? "";
    const gateway = await this.#parts.gateways?.authenticate(username, shown, address);
    if (gateway) this.#gateways.set(client, gateway);
    return gateway !== undefined;
  }

  async #credentialOf(
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<MqttCredential | undefined> {
    if (username === undefined || password === undefined) return undefined;
    const credential = await this.named(username);
    const holds =
      credential !== undefined && sameHash(hashSecret(password.toString("utf8")), credential.hash);
    return holds ? credential : undefined;
  }

  async #revokedApplications(): Promise<readonly Client[]> {
    const ids = [...new Set([...this.#applications.values()].map(({ id }) => id))];
    if (ids.length === 0) return [];
    const stored = await this.#parts.stores.mqttCredentials.get(ids);
    const valid = new Set(stored.filter((one) => !this.#expired(one)).map(({ id }) => id));
    return [...this.#applications].filter(([, { id }]) => !valid.has(id)).map(([client]) => client);
  }

  async #revokedGateways(): Promise<readonly Client[]> {
    const { gateways } = this.#parts;
    if (!gateways || this.#gateways.size === 0) return [];
    const revoked = new Set(await gateways.revoked([...this.#gateways.values()]));
    return [...this.#gateways].filter(([, one]) => revoked.has(one)).map(([client]) => client);
  }

  #expired({ expiresAt }: MqttCredential): boolean {
    return expiresAt !== undefined && expiresAt <= this.#parts.clock.now();
  }
}
