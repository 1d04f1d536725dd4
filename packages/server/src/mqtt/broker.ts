import { createServer, type AddressInfo, type Server } from "node:net";
import {
  createServer as createTlsServer,
  type Server as TlsServer,
  type TLSSocket,
} from "node:tls";
import type { ApplicationId, Clock, TenantId } from "@lorats/base";
import {
  hashSecret,
  sameHash,
  topicOf,
  type Message,
  type MqttCredential,
  type Sink,
} from "@lorats/platform";
import {
  Aedes,
  type AedesPublishPacket,
  type AuthenticateError,
  type Client,
  type ConnectPacket,
  type PublishPacket,
  type Subscription,
} from "aedes";
import { listen } from "../doors/common/listen.ts";
import type { TlsIdentity } from "../doors/common/tls-identity.ts";
import type { GatewayLane, GatewayPrincipal } from "../doors/gateway-mqtt/built-in-broker.ts";
import type { Metrics } from "../metrics.ts";
import type { Stores } from "../services.ts";
import { applicationOf, mayUse, maySubscribe } from "./topic-access.ts";

export interface MqttBrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly retain: boolean;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly stores: Pick<Stores, "mqttCredentials" | "registry">;
  /** A command that its sender was allowed to send. */
  readonly onCommand: (topic: string, payload: Uint8Array, credential: MqttCredential) => void;
  /** Decides about gateways; without it none are let in. */
  readonly gateways?: GatewayLane | undefined;
  /** A further port with TLS. */
  readonly tls?: { readonly port: number; readonly identity: TlsIdentity } | undefined;
}

/** How long a credential that was revoked may go on. */
const SWEEP_MS = 10_000;
/** A client that does not take its messages for so long is cut off, since the others wait for it. */
const SLOW_CLIENT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 10_000;
const COMMAND = /\/command\/down$/;

const BAD_USERNAME_OR_PASSWORD = 4;
const SERVER_UNAVAILABLE = 3;

/** The built-in MQTT broker (3.1.1): one credential sees one tenant, or one application of it, and nothing else. */
export class MqttBroker implements Sink {
  readonly name = "mqtt";
  readonly #options: MqttBrokerOptions;
  readonly #broker: Aedes;
  readonly #server: Server;
  readonly #tlsServer: TlsServer | undefined;
  readonly #credentials = new Map<Client, MqttCredential>();
  readonly #gateways = new Map<Client, GatewayPrincipal>();
  readonly #undo: (() => void)[] = [];
  /** Whose applications are whose: forwarding has to know without waiting. */
  readonly #tenants = new Map<ApplicationId, TenantId>();
  readonly #tenantOf = (id: ApplicationId): TenantId | undefined => this.#tenants.get(id);
  #cancelSweep: () => void = () => {};

  private constructor(options: MqttBrokerOptions, broker: Aedes) {
    this.#options = options;
    this.#broker = broker;
    this.#server = createServer((socket) => void broker.handle(socket));
    const { tls, metrics } = options;
    if (!tls) return;
    const server = createTlsServer(tls.identity.serverOptions(), (socket) => {
      void broker.handle(socket);
    });
    server.on("tlsClientError", () => metrics.mqttRefused.inc({ reason: "TLS handshake" }));
    const renew = (): void => server.setSecureContext(tls.identity.serverOptions());
    this.#undo.push(tls.identity.onRenewed(renew));
    this.#tlsServer = server;
  }

  /** @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN` */
  static async start(options: MqttBrokerOptions): Promise<MqttBroker> {
    const aedes = await Aedes.createBroker({
      connectTimeout: CONNECT_TIMEOUT_MS,
      drainTimeout: SLOW_CLIENT_MS,
      maxClientsIdLength: 200,
    });
    const broker = new MqttBroker(options, aedes);
    broker.#guard();
    try {
      await listen(broker.#server, options);
      const { host, tls } = options;
      if (tls && broker.#tlsServer) await listen(broker.#tlsServer, { host, port: tls.port });
    } catch (error) {
      aedes.close();
      throw error;
    }
    broker.#sweepLater();
    return broker;
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  /** Where the port with TLS is, if there is one. */
  get tlsAddress(): { readonly host: string; readonly port: number } | undefined {
    const bound = this.#tlsServer?.address() as AddressInfo | null | undefined;
    return bound ? { host: bound.address, port: bound.port } : undefined;
  }

  get connections(): number {
    return this.#credentials.size + this.#gateways.size;
  }

  async deliver(messages: readonly Message[]): Promise<void> {
    for (const message of messages) {
      this.#tenants.set(message.applicationId, message.tenantId);
      await this.#publish({
        cmd: "publish",
        topic: topicOf(message),
        payload: JSON.stringify(message.json),
        qos: 1,
        retain: this.#options.retain,
        dup: false,
      });
    }
    this.#options.metrics.mqttPublished.inc(messages.length);
  }

  /** Lets nobody in any more and sends everybody away. */
  async stop(): Promise<void> {
    this.#cancelSweep();
    for (const undo of this.#undo) undo();
    this.#tlsServer?.close();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
    await closed;
  }

  #publish(packet: PublishPacket): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  #guard(): void {
    const broker = this.#broker;
    broker.preConnect = (_, packet, done) => {
      isolate(packet);
      done(null, true);
    };
    broker.authenticate = (client, username, password, done) => {
      void this.#authenticate(client, username, password, done);
    };
    broker.authorizeSubscribe = (client, subscription, done) => {
      void this.#authorizeSubscribe(client, subscription, done);
    };
    broker.authorizePublish = (client, packet, done) => {
      void this.#authorizePublish(client, packet, done);
    };
    broker.authorizeForward = (client, packet) => this.#forward(client, packet);
    broker.on("clientDisconnect", (client) => this.#forget(client));
    broker.on("clientError", () => this.#refused("protocol error"));
    broker.on("connectionError", () => this.#refused("protocol error"));
    broker.on("publish", (packet, client) => {
      const credential = client && this.#credentials.get(client);
      if (!credential || !COMMAND.test(packet.topic)) return;
      this.#options.onCommand(packet.topic, Buffer.from(packet.payload), credential);
    });
  }

  async #authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: Parameters<Aedes["authenticate"]>[3],
  ): Promise<void> {
    let known: boolean;
    try {
      known =
        (await this.#isApplication(client, username, password)) ||
        (await this.#isGateway(client, username, password));
    } catch {
      done(refusal(SERVER_UNAVAILABLE), false);
      return;
    }
    if (known) done(null, true);
    else {
      this.#refused("credential");
      done(refusal(BAD_USERNAME_OR_PASSWORD), false);
    }
  }

  async #isApplication(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<boolean> {
    const credential = await this.#credentialOf(username, password);
    if (credential) this.#credentials.set(client, credential);
    return credential !== undefined;
  }

  async #isGateway(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<boolean> {
    const socket = client.conn as TLSSocket;
    const certificate = socket.encrypted ? socket.getPeerCertificate().raw : undefined;
    const shown = { certificate, token: password?.toString("utf8") };
    const address = socket.remoteAddress ?? "";
    const gateway = await this.#options.gateways?.authenticate(username, shown, address);
    if (gateway) this.#gateways.set(client, gateway);
    return gateway !== undefined;
  }

  #forget(client: Client): void {
    this.#credentials.delete(client);
    const gateway = this.#gateways.get(client);
    if (!gateway) return;
    this.#gateways.delete(client);
    const elsewhere = this.#gateways.values().some(({ eui }) => eui === gateway.eui);
    if (!elsewhere) this.#options.gateways?.gone(gateway);
  }

  async #credentialOf(
    username: string | undefined,
    password: Buffer | undefined,
  ): Promise<MqttCredential | undefined> {
    if (username === undefined || password === undefined) return undefined;
    const { stores, clock } = this.#options;
    const credential = await stores.mqttCredentials.byUsername(username);
    const holds =
      credential !== undefined &&
      sameHash(hashSecret(password.toString("utf8")), credential.hash) &&
      !expired(credential, clock);
    return holds ? credential : undefined;
  }

  async #authorizeSubscribe(
    client: Client,
    subscription: Subscription,
    done: Parameters<Aedes["authorizeSubscribe"]>[2],
  ): Promise<void> {
    const credential = this.#credentials.get(client);
    const gateway = this.#gateways.get(client);
    if (gateway) {
      const may = this.#options.gateways!.maySubscribe(gateway, subscription.topic);
      if (!may) this.#refused("subscription");
      done(null, may ? subscription : null);
      return;
    }
    try {
      await this.#learnApplication(applicationOf(`${subscription.topic}/`));
    } catch (error) {
      done(error as Error);
      return;
    }
    const allowed =
      credential !== undefined && maySubscribe(subscription.topic, credential, this.#tenantOf);
    if (!allowed) this.#refused("subscription");
    done(null, allowed ? subscription : null);
  }

  async #authorizePublish(
    client: Client | null,
    packet: PublishPacket,
    done: Parameters<Aedes["authorizePublish"]>[2],
  ): Promise<void> {
    const gateway = client && this.#gateways.get(client);
    if (gateway) {
      await this.#takeFrom(gateway, packet, done);
      return;
    }
    const credential = client && this.#credentials.get(client);
    const application = applicationOf(packet.topic);
    try {
      await this.#learnApplication(application);
    } catch (error) {
      done(error as Error);
      return;
    }
    const allowed =
      credential?.mayCommand === true &&
      application !== undefined &&
      COMMAND.test(packet.topic) &&
      mayUse(application, credential, this.#tenantOf);
    if (!allowed) this.#refused("publication");
    // A command is for us; kept, it would be obeyed again by whoever reads it later.
    packet.retain = false;
    done(allowed ? null : new Error("not allowed to publish here"));
  }

  /** The acknowledgement goes out after this: what could not be stored is not acknowledged, and ends the line. */
  async #takeFrom(
    gateway: GatewayPrincipal,
    packet: PublishPacket,
    done: Parameters<Aedes["authorizePublish"]>[2],
  ): Promise<void> {
    packet.retain = false;
    const publish = (topic: string, payload: string | Uint8Array): Promise<void> =>
      this.#publish({
        cmd: "publish",
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      });
    const payload = Buffer.from(packet.payload);
    try {
      await this.#options.gateways!.take(gateway, packet.topic, payload, publish);
      done(null);
    } catch (error) {
      done(error as Error);
    }
  }

  #forward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    const gateway = this.#gateways.get(client);
    if (gateway) return this.#options.gateways!.mayHear(gateway, packet.topic) ? packet : null;
    const credential = this.#credentials.get(client);
    const application = applicationOf(packet.topic);
    const allowed =
      credential !== undefined &&
      application !== undefined &&
      mayUse(application, credential, this.#tenantOf);
    return allowed ? packet : null;
  }

  async #learnApplication(id: ApplicationId | undefined): Promise<void> {
    if (id === undefined || this.#tenants.has(id)) return;
    const found = (await this.#options.stores.registry.applications.get([id])).get(id);
    if (found) this.#tenants.set(id, found.tenantId);
  }

  #sweepLater(): void {
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => {
      void this.#sweep().finally(() => {
        if (!this.#broker.closed) this.#sweepLater();
      });
    });
  }

  /** Cuts off those whose credential was revoked or has expired. */
  async #sweep(): Promise<void> {
    await this.#sweepGateways();
    const { stores, clock } = this.#options;
    const ids = [...new Set([...this.#credentials.values()].map(({ id }) => id))];
    if (ids.length === 0) return;
    try {
      const valid = new Map(
        (await stores.mqttCredentials.get(ids)).map((credential) => [credential.id, credential]),
      );
      for (const [client, { id }] of this.#credentials) {
        const credential = valid.get(id);
        if (credential && !expired(credential, clock)) continue;
        this.#refused("revoked");
        client.close();
      }
    } catch {
      // The store does not answer; those who are connected stay until it does.
    }
  }

  async #sweepGateways(): Promise<void> {
    const { gateways } = this.#options;
    if (!gateways || this.#gateways.size === 0) return;
    try {
      const revoked = new Set(await gateways.revoked([...this.#gateways.values()]));
      for (const [client, gateway] of this.#gateways) {
        if (!revoked.has(gateway)) continue;
        this.#refused("revoked");
        client.close();
      }
    } catch {
      // The store does not answer; those who are connected stay until it does.
    }
  }

  #refused(reason: string): void {
    this.#options.metrics.mqttRefused.inc({ reason });
  }
}

/**
 * Client ids are one name space in MQTT: within their user's name nobody can push out, or take over the session
 * of, somebody else's client. Sessions end with their connection, since they live in memory only.
 */
function isolate(packet: ConnectPacket): void {
  if (packet.clientId) packet.clientId = `${packet.username ?? ""}/${packet.clientId}`;
  packet.clean = true;
}

function expired({ expiresAt }: MqttCredential, clock: Clock): boolean {
  return expiresAt !== undefined && expiresAt <= clock.now();
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error("refused"), { returnCode });
}
