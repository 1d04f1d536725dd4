import type { ApplicationId, TenantId } from "@lorats/base";
import type { MqttCredential } from "@lorats/platform";
import type { Aedes, AedesPublishPacket, Client, PublishPacket, Subscription } from "aedes";
import type { GatewayLane, GatewayPrincipal } from "../doors/gateway-mqtt/built-in-broker.ts";
import type { Stores } from "../services.ts";
import type { Meter } from "../usage/meter.ts";
import type { MqttCredentials } from "./credentials.ts";
import { applicationOf, mayUse, maySubscribe } from "./topic-access.ts";

const COMMAND = /\/command\/down$/;

export interface TopicGuardParts {
  readonly credentials: MqttCredentials;
  readonly gateways: GatewayLane | undefined;
  readonly stores: Pick<Stores, "registry">;
  readonly publish: (packet: PublishPacket) => Promise<void>;
  /** Resolves when the command may be acknowledged. */
  readonly obey: (topic: string, payload: Uint8Array, credential: MqttCredential) => Promise<void>;
  /** Whose will it is that the broker publishes in place of a client that never came back. */
  readonly holderOf: (clientId: string) => MqttCredential | undefined;
  readonly refused: (reason: string) => void;
  readonly meter: Pick<Meter, "count">;
}

/** Who may listen to, say and be told what: one credential sees one tenant, or one application of it, and nothing else. */
export class TopicGuard {
  readonly #parts: TopicGuardParts;
  /** Whose applications are whose: forwarding has to know without waiting. */
  readonly #tenants = new Map<ApplicationId, TenantId>();
  readonly #tenantOf = (id: ApplicationId): TenantId | undefined => this.#tenants.get(id);

  constructor(parts: TopicGuardParts) {
    this.#parts = parts;
  }

  note(applicationId: ApplicationId, tenantId: TenantId): void {
    this.#tenants.set(applicationId, tenantId);
  }

  /** Learns whose these topics are: what was kept by an earlier broker is forwarded by the same rules. */
  async learn(topics: Iterable<string>): Promise<void> {
    const ids = new Set([...topics].map(applicationOf).filter((id) => id !== undefined));
    const found = await this.#parts.stores.registry.applications.get([...ids]);
    for (const [id, { tenantId }] of found) this.#tenants.set(id, tenantId);
  }

  mayHear(topic: string, credential: MqttCredential): boolean {
    const application = applicationOf(topic);
    return application !== undefined && mayUse(application, credential, this.#tenantOf);
  }

  async subscribe(
    client: Client,
    subscription: Subscription,
    done: Parameters<Aedes["authorizeSubscribe"]>[2],
  ): Promise<void> {
    const { credentials, gateways, refused } = this.#parts;
    const gateway = credentials.gateway(client);
    if (gateway) {
      const may = gateways!.maySubscribe(gateway, subscription.topic);
      if (!may) refused("subscription");
      done(null, may ? subscription : null);
      return;
    }
    const credential = credentials.application(client);
    try {
      await this.#learnApplication(applicationOf(`${subscription.topic}/`));
    } catch (error) {
      done(error as Error);
      return;
    }
    const allowed =
      credential !== undefined && maySubscribe(subscription.topic, credential, this.#tenantOf);
    if (!allowed) refused("subscription");
    done(null, allowed ? subscription : null);
  }

  async publication(
    client: Client | null,
    packet: PublishPacket,
    done: Parameters<Aedes["authorizePublish"]>[2],
  ): Promise<void> {
    const { credentials, refused } = this.#parts;
    const gateway = client ? credentials.gateway(client) : undefined;
    if (gateway) {
      await this.#takeFrom(gateway, packet, done);
      return;
    }
    const credential = client ? credentials.application(client) : this.#leftBy(packet);
    const application = applicationOf(packet.topic);
    // A command is for us; kept, it would be obeyed again by whoever reads it later.
    packet.retain = false;
    try {
      await this.#learnApplication(application);
      const allowed =
        credential?.mayCommand === true &&
        application !== undefined &&
        COMMAND.test(packet.topic) &&
        mayUse(application, credential, this.#tenantOf);
      if (!allowed) {
        refused("publication");
        done(new Error("not allowed to publish here"));
        return;
      }
      // The acknowledgement goes out after this: what could not be stored is not acknowledged, and ends the line.
      await this.#parts.obey(packet.topic, Buffer.from(packet.payload), credential);
      this.#count(credential, packet, { calls: 1 });
      done(null);
    } catch (error) {
      done(error as Error);
    }
  }

  forward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    const { credentials, gateways } = this.#parts;
    const gateway = credentials.gateway(client);
    if (gateway) return gateways!.mayHear(gateway, packet.topic) ? packet : null;
    const credential = credentials.application(client);
    if (!credential || !this.mayHear(packet.topic, credential)) return null;
    this.#count(credential, packet, { eventsOut: 1 });
    return packet;
  }

  /** The acknowledgement goes out after this: what could not be stored is not acknowledged, and ends the line. */
  async #takeFrom(
    gateway: GatewayPrincipal,
    packet: PublishPacket,
    done: Parameters<Aedes["authorizePublish"]>[2],
  ): Promise<void> {
    packet.retain = false;
    const publish = (topic: string, payload: string | Uint8Array): Promise<void> =>
      this.#parts.publish({
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      });
    const payload = Buffer.from(packet.payload);
    try {
      await this.#parts.gateways!.take(gateway, packet.topic, payload, publish);
      done(null);
    } catch (error) {
      done(error as Error);
    }
  }

  #count(
    { id, tenantId }: MqttCredential,
    { payload }: PublishPacket,
    counts: { readonly calls?: number; readonly eventsOut?: number },
  ): void {
    const bytes = Buffer.byteLength(payload);
    this.#parts.meter.count(tenantId, `mqtt:${id}`, { ...counts, bytes });
  }

  #leftBy(packet: PublishPacket & { readonly clientId?: string }): MqttCredential | undefined {
    return packet.clientId === undefined ? undefined : this.#parts.holderOf(packet.clientId);
  }

  async #learnApplication(id: ApplicationId | undefined): Promise<void> {
    if (id === undefined || this.#tenants.has(id)) return;
    const found = (await this.#parts.stores.registry.applications.get([id])).get(id);
    if (found) this.#tenants.set(id, found.tenantId);
  }
}
