import type { EventEmitter } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import type { Clock, DeviceId } from "@lorats/base";
import { topicOf, type Message, type MqttCredential, type Sink } from "@lorats/platform";
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from "aedes";
import { listen } from "../doors/common/listen.ts";
import { gatewayTls, type TlsIdentity } from "../doors/common/tls-identity.ts";
import type { GatewayLane } from "../doors/gateway-mqtt/built-in-broker.ts";
import type { Meter } from "../usage/meter.ts";
import type { Metrics } from "../metrics.ts";
import type { Stores } from "../services.ts";
import { MqttCredentials } from "./credentials.ts";
import { DurablePersistence } from "./durable-persistence.ts";
import { isAbout, type Forgotten, type KeptWords } from "./kept-words.ts";
import { promptly } from "./promptly.ts";
import { MqttSessions } from "./sessions.ts";
import { TopicGuard } from "./topic-guard.ts";

export interface MqttBrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly retain: boolean;
  /** A session ends when its client has been away for so long. */
  readonly sessionExpiryMs: number;
  /** Messages that wait for one client at most. */
  readonly maxQueued: number;
  /** How often the broker says that it is alive; the wills of clients that died with another one follow after four times that. */
  readonly heartbeatMs?: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly meter: Pick<Meter, "count">;
  readonly stores: Pick<Stores, "mqttCredentials" | "mqttJournal" | "registry">;
  /** A command that its sender was allowed to send; it is acknowledged once this resolves. */
  readonly onCommand: (
    topic: string,
    payload: Uint8Array,
    credential: MqttCredential,
  ) => Promise<void>;
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
/** Messages of different devices that are on their way to clients together. */
const PUBLISHED_AT_ONCE = 64;
const HEARTBEAT_MS = 15_000;

const BAD_USERNAME_OR_PASSWORD = 4;
const SERVER_UNAVAILABLE = 3;

/**
 * The built-in MQTT broker (3.1.1). Who is who is `MqttCredentials`' business, who may what `TopicGuard`'s; sessions, retained
 * messages and wills are on disk before they are acknowledged.
 */
export class MqttBroker implements Sink, KeptWords {
  readonly name = "mqtt";
  readonly #options: MqttBrokerOptions;
  readonly #broker: Aedes;
  readonly #persistence: DurablePersistence;
  readonly #credentials: MqttCredentials;
  readonly #sessions: MqttSessions;
  readonly #guard: TopicGuard;
  readonly #server: Server;
  readonly #tlsServer: TlsServer | undefined;
  readonly #undo: (() => void)[] = [];
  readonly #restoredTopics = new Set<string>();
  /** Devices whose history was erased: what of it is on its way here stays unsaid. */
  readonly #forgotten = new Set<DeviceId>();
  #delivering: Promise<unknown> = Promise.resolve();
  #cancelSweep: () => void = () => {};

  private constructor(options: MqttBrokerOptions) {
    const { stores, clock, gateways, metrics, tls } = options;
    this.#options = options;
    this.#credentials = new MqttCredentials({ stores, clock, gateways });
    this.#guard = new TopicGuard({
      credentials: this.#credentials,
      gateways,
      stores,
      publish: (packet) => this.#publish(packet),
      obey: options.onCommand,
      holderOf: (clientId) => this.#sessions.holderOf(clientId),
      refused: (reason) => this.#refused(reason),
      meter: options.meter,
    });
    this.#persistence = new DurablePersistence({
      journal: stores.mqttJournal,
      maxQueued: options.maxQueued,
      mayHave: (clientId, topic) => {
        const holder = this.#sessions.holderOf(clientId);
        return holder !== undefined && this.#guard.mayHear(topic, holder);
      },
      restored: (topic) => this.#restoredTopics.add(topic),
      dropped: () => metrics.mqttDropped.inc(),
    });
    this.#sessions = new MqttSessions({
      credentials: this.#credentials,
      persistence: this.#persistence,
      clock,
      expiryMs: options.sessionExpiryMs,
      refused: (reason) => this.#refused(reason),
    });
    this.#broker = new Aedes({
      persistence: this.#persistence as never,
      connectTimeout: CONNECT_TIMEOUT_MS,
      drainTimeout: SLOW_CLIENT_MS,
      heartbeatInterval: options.heartbeatMs ?? HEARTBEAT_MS,
      maxClientsIdLength: 200,
    });
    const serve = (socket: Socket): void => void this.#broker.handle(promptly(socket));
    this.#server = createServer(serve);
    if (!tls) return;
    const server = createTlsServer(gatewayTls(tls.identity), serve);
    server.on("tlsClientError", () => metrics.mqttRefused.inc({ reason: "TLS handshake" }));
    const renew = (): void => server.setSecureContext(gatewayTls(tls.identity));
    this.#undo.push(tls.identity.onRenewed(renew));
    this.#tlsServer = server;
  }

  /** @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN` */
  static async start(options: MqttBrokerOptions): Promise<MqttBroker> {
    const broker = new MqttBroker(options);
    broker.#connectGuards();
    await broker.#broker.listen();
    await broker.#guard.learn(broker.#restoredTopics);
    broker.#restoredTopics.clear();
    await broker.#sessions.restore();
    try {
      await listen(broker.#server, options);
      const { host, tls } = options;
      if (tls && broker.#tlsServer) await listen(broker.#tlsServer, { host, port: tls.port });
    } catch (error) {
      broker.#broker.close();
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
    return this.#credentials.connections;
  }

  /** Sessions that outlive their connection, and messages that wait in them. */
  get sessions(): { readonly count: number; readonly queued: number } {
    return { count: this.#persistence.sessions.size, queued: this.#persistence.queued };
  }

  deliver(messages: readonly Message[]): Promise<void> {
    const delivered = this.#deliver(messages);
    this.#delivering = Promise.allSettled([this.#delivering, delivered]);
    return delivered;
  }

  async forget(device: Forgotten): Promise<void> {
    this.#forgotten.add(device.id);
    await this.#delivering;
    await this.#persistence.forgetTopics((topic) => isAbout(topic, device));
  }

  async #deliver(messages: readonly Message[]): Promise<void> {
    const devices = new Set<DeviceId>();
    let under: Promise<void>[] = [];
    for (const message of messages) {
      if (this.#forgotten.has(message.deviceId)) continue;
      // What is said of one device stays in order, whatever its topics.
      if (devices.has(message.deviceId) || under.length >= PUBLISHED_AT_ONCE) {
        await Promise.all(under);
        under = [];
        devices.clear();
      }
      devices.add(message.deviceId);
      under.push(this.#say(message));
    }
    await Promise.all(under);
    // What waits for those who are away is durable before the log's cursor moves on; where nobody waits, this is nothing.
    await this.#persistence.settled();
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

  #say(message: Message): Promise<void> {
    this.#guard.note(message.applicationId, message.tenantId);
    return this.#publish({
      cmd: "publish",
      topic: topicOf(message),
      payload: JSON.stringify(message.json),
      qos: 1,
      retain: this.#options.retain,
      dup: false,
    });
  }

  #publish(packet: PublishPacket): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  }

  #connectGuards(): void {
    const broker = this.#broker;
    const guard = this.#guard;
    broker.preConnect = (_, packet, done) => {
      void this.#place(packet, done);
    };
    broker.authenticate = (client, username, password, done) => {
      void this.#authenticate(client, username, password, done);
    };
    broker.authorizeSubscribe = (client, subscription, done) => {
      void guard.subscribe(client, subscription, done);
    };
    broker.authorizePublish = (client, packet, done) => {
      void guard.publication(client, packet, (error) => {
        // A will that its owner may not publish is not offered again and again.
        const { clientId } = packet as { readonly clientId?: string };
        if (error && !client && clientId) void this.#persistence.delWill({ id: clientId });
        done(error);
      });
    };
    broker.authorizeForward = (client, packet) => guard.forward(client, packet);
    broker.on("client", (client) => this.#sessions.came(client));
    broker.on("clientDisconnect", (client) => {
      this.#credentials.gone(client);
      this.#sessions.gone(client);
    });
    broker.on("clientError", () => this.#refused("protocol error"));
    broker.on("connectionError", () => this.#refused("protocol error"));
    // A store that does not answer; what was not stored was not acknowledged.
    (broker as EventEmitter).on("error", () => this.#refused("storage"));
  }

  async #place(
    packet: Parameters<Aedes["preConnect"]>[1],
    done: Parameters<Aedes["preConnect"]>[2],
  ): Promise<void> {
    try {
      await this.#sessions.place(packet);
      done(null, true);
    } catch (error) {
      done(error as Error, false);
    }
  }

  async #authenticate(
    client: Client,
    username: string | undefined,
    password: Buffer | undefined,
    done: Parameters<Aedes["authenticate"]>[3],
  ): Promise<void> {
    let known: boolean;
    try {
      known = await this.#credentials.admit(client, username, password);
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

  #sweepLater(): void {
    this.#cancelSweep = this.#options.clock.after(SWEEP_MS, () => {
      void this.#sweep().finally(() => {
        if (!this.#broker.closed) this.#sweepLater();
      });
    });
  }

  /** Cuts off those whose credential was revoked or has expired, and ends what waits for them. */
  async #sweep(): Promise<void> {
    for (const client of await this.#credentials.revoked()) {
      this.#refused("revoked");
      client.close();
    }
    // Where the store does not answer, the next sweep looks again.
    await this.#sessions.review().catch(() => {});
  }

  #refused(reason: string): void {
    this.#options.metrics.mqttRefused.inc({ reason });
  }
}

function refusal(returnCode: number): AuthenticateError {
  return Object.assign(new Error("refused"), { returnCode });
}
