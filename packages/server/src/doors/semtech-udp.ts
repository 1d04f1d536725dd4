import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import {
  decodeBody,
  decodeHeader,
  encodeDatagram,
  txAckOutcome,
  type DatagramHeader,
  type GatewayDownlink,
  type TxOutcome,
} from "@lorats/backhaul";
import { CallerError, UnavailableError, type Clock, type GatewayId } from "@lorats/base";
import type { DownlinkSender, Gateway, GatewayLink, NetworkServer } from "@lorats/network";
import type { Metrics } from "../metrics.ts";
import type { KnownGateways } from "./known-gateways.ts";
import { listenError } from "./listen.ts";
import { RateLimit } from "./rate-limit.ts";
import { UdpLink, type UdpAddress } from "./udp-link.ts";

/** What the door needs of the network server. */
export type Intake = Pick<NetworkServer, "receive" | "reportStats">;

export interface SemtechUdpOptions {
  readonly host: string;
  readonly port: number;
  /** Datagrams taken from one gateway in a second. */
  readonly maxPerSecond: number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly gateways: KnownGateways;
  /** Told now and then that a gateway is there. */
  readonly seen: (gatewayId: GatewayId) => Promise<void>;
  /** Hears of what a person may want to look into. */
  readonly notice: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

interface Waiting {
  readonly settle: (outcome: TxOutcome) => void;
}

const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
const NOTE_EVERY_NS = 15_000_000_000n;
/** Forwarders answer as soon as they have queued a frame; class A leaves no more time than this anyway. */
const ANSWER_MS = 3_000;

/** The door for gateways that speak Semtech's UDP protocol. */
export class SemtechUdpDoor implements DownlinkSender {
  readonly #options: SemtechUdpOptions;
  readonly #socket: Socket;
  readonly #limit: RateLimit;
  readonly #links = new Map<GatewayId, UdpLink>();
  readonly #waiting = new Map<string, Waiting>();
  /** Datagrams whose handling has begun. */
  readonly #open = new Set<Promise<void>>();
  #intake: Intake | undefined;
  #stopped = false;

  private constructor(options: SemtechUdpOptions) {
    this.#options = options;
    this.#limit = new RateLimit(options.clock, options.maxPerSecond);
    const type = options.host.includes(":") ? "udp6" : "udp4";
    this.#socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES });
  }

  /**
   * Takes the port. Nothing is read before `open`.
   * @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`
   */
  static async bind(options: SemtechUdpOptions): Promise<SemtechUdpDoor> {
    const door = new SemtechUdpDoor(options);
    const { host, port } = options;
    await new Promise<void>((resolve, reject) => {
      door.#socket.once("error", (error) => reject(listenError(error, options) as Error));
      door.#socket.bind(port, host, resolve);
    });
    door.#socket.removeAllListeners("error");
    // A datagram that could not be delivered comes back as an error of the socket; it is no reason to end.
    door.#socket.on("error", (error) => {
      options.metrics.refusedDatagrams.inc({ reason: "socket error" });
      options.notice("the UDP socket reported an error", { error: error.message });
    });
    return door;
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#socket.address();
    return { host: address, port };
  }

  /** Begins to hand what gateways send to the network server. */
  open(intake: Intake): void {
    this.#intake = intake;
    this.#socket.on("message", (bytes, from) => {
      const handling = this.#take(bytes, from).catch((error: unknown) => this.#failed(error));
      this.#open.add(handling);
      void handling.finally(() => this.#open.delete(handling));
    });
  }

  /** Takes nothing more, and closes when what has come in is stored and acknowledged. */
  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#socket.removeAllListeners("message");
    await Promise.all(this.#open);
    for (const [key, { settle }] of this.#waiting) {
      const downlinkId = Number(key.split(":")[1]);
      settle({ downlinkId, statuses: ["INTERNAL_ERROR"], stage: "refused", reason: "shutdown" });
    }
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    const link = this.#links.get(gatewayId);
    if (this.#stopped || !link?.isOpen(this.#options.clock.monotonic())) return undefined;
    const { roundTripP90Ms, gpsTiming } = link;
    return { maxItems: 1, roundTripP90Ms, gpsTiming };
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const { clock } = this.#options;
    const link = this.#links.get(gatewayId);
    if (this.#stopped || !link?.downAddress || !link.isOpen(clock.monotonic())) {
      throw new UnavailableError("GW_NOT_CONNECTED", "the gateway has not asked for downlinks");
    }
    const { downlinkId, items } = downlink;
    const [item] = items;
    if (!item) throw new CallerError("GW_NO_ITEM", "a downlink has at least one opportunity");
    const token = downlinkId & 0xffff;
    const { version, downAddress } = link;
    const bytes = encodeDatagram({ type: "pull-resp", version, token, item });
    if (version === 1) {
      await this.#send(bytes, downAddress);
      return { downlinkId, statuses: ["OK"], stage: "queued" };
    }
    const outcome = this.#await(gatewayId, token, link);
    await this.#send(bytes, downAddress);
    return { ...(await outcome), downlinkId };
  }

  #await(gatewayId: GatewayId, token: number, link: UdpLink): Promise<TxOutcome> {
    const { clock } = this.#options;
    const key = `${gatewayId}:${token}`;
    const { promise, resolve, reject } = Promise.withResolvers<TxOutcome>();
    const sentAt = clock.monotonic();
    const cancel = clock.after(ANSWER_MS, () => {
      this.#waiting.delete(key);
      reject(new UnavailableError("GW_NO_ANSWER", "the gateway did not acknowledge a downlink"));
    });
    const settle = (outcome: TxOutcome): void => {
      cancel();
      this.#waiting.delete(key);
      link.answered(Number(clock.monotonic() - sentAt) / 1e6);
      resolve(outcome);
    };
    this.#waiting.set(key, { settle });
    return promise;
  }

  async #take(bytes: Buffer, from: RemoteInfo): Promise<void> {
    const header = decodeHeader(bytes);
    if (!header.ok) return this.#refuse(header.code);
    const { type, gatewayEui } = header.value;
    if (gatewayEui === undefined) return this.#refuse("UDP_FROM_SERVER");
    this.#options.metrics.datagrams.inc({ type });
    if (!this.#limit.take(gatewayEui)) return this.#refuse("RATE_LIMIT");
    const known = this.#options.gateways.find(gatewayEui, () => this.#limit.take(from.address));
    const gateway = known instanceof Promise ? await known : known;
    if (!gateway) return this.#refuse("UNKNOWN_GATEWAY");
    if (gateway.disabled) return this.#refuse("GATEWAY_DISABLED");
    const link = this.#linkOf(gateway, from);
    switch (type) {
      case "push-data":
        return this.#push(bytes, header.value, from, gateway, link);
      case "pull-data":
        return this.#pull(header.value, from, gateway, link);
      case "tx-ack":
        return this.#txAck(bytes, header.value, gateway);
      case "push-ack":
      case "pull-ack":
      case "pull-resp":
        return this.#refuse("UDP_FROM_SERVER");
    }
  }

  async #push(
    bytes: Buffer,
    header: DatagramHeader,
    from: RemoteInfo,
    gateway: Gateway,
    link: UdpLink,
  ): Promise<void> {
    const { metrics } = this.#options;
    const timer = metrics.acknowledgeSeconds.startTimer();
    const body = decodeBody(bytes, header);
    if (!body.ok) return this.#refuse(body.code);
    if (body.value.type !== "push-data" || !("refused" in body.value)) return;
    const { uplinks, stats, refused } = body.value;
    for (const { code } of refused) this.#refuse(code);
    if (uplinks.some(({ times }) => times.gpsNs !== undefined)) link.gpsTiming = true;
    const intake = this.#intake!;
    await Promise.all([
      uplinks.length > 0 &&
        intake.receive({ gateway, uplinks, door: "semtech-udp", authentication: "none" }),
      stats && intake.reportStats(gateway, stats),
    ]);
    // Only now: what is acknowledged is stored.
    await this.#answer("push-ack", header, from);
    timer();
  }

  async #pull(
    header: DatagramHeader,
    from: RemoteInfo,
    gateway: Gateway,
    link: UdpLink,
  ): Promise<void> {
    const now = this.#options.clock.monotonic();
    link.pulled({ address: from.address, port: from.port }, header.version, now);
    await this.#answer("pull-ack", header, from);
    if (link.notedAt !== undefined && now - link.notedAt < NOTE_EVERY_NS) return;
    link.notedAt = now;
    await this.#options.seen(gateway.id);
  }

  #txAck(bytes: Buffer, header: DatagramHeader, gateway: Gateway): void {
    const body = decodeBody(bytes, header);
    if (!body.ok) return this.#refuse(body.code);
    if (body.value.type !== "tx-ack") return;
    const waiting = this.#waiting.get(`${gateway.id}:${header.token}`);
    if (!waiting) return this.#refuse("TX_ACK_UNEXPECTED");
    waiting.settle(txAckOutcome(header.token, body.value.report));
  }

  #linkOf(gateway: Gateway, { address }: RemoteInfo): UdpLink {
    let link = this.#links.get(gateway.id);
    if (!link) {
      link = new UdpLink();
      this.#links.set(gateway.id, link);
    }
    if (link.host !== undefined && link.host !== address) {
      this.#options.metrics.gatewayMoves.inc();
      const details = { gatewayEui: gateway.eui, from: link.host, to: address };
      this.#options.notice("a gateway sends from another address", details);
    }
    link.host = address;
    return link;
  }

  #answer(
    type: "push-ack" | "pull-ack",
    { version, token }: DatagramHeader,
    to: UdpAddress,
  ): Promise<void> {
    return this.#send(encodeDatagram({ type, version, token }), to);
  }

  /** Resolves when the datagram has left. One that could not is a datagram lost on the way, and counted. */
  #send(bytes: Uint8Array, { address, port }: UdpAddress): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(bytes, port, address, (error) => {
        if (error) this.#refuse("SEND_FAILED");
        resolve();
      });
    });
  }

  #refuse(reason: string): void {
    this.#options.metrics.refusedDatagrams.inc({ reason });
  }

  #failed(error: unknown): void {
    const code = error instanceof UnavailableError ? error.code : "INTERNAL";
    this.#refuse(code);
    const message = error instanceof Error ? error.message : String(error);
    this.#options.notice("a datagram could not be taken", { code, message });
  }
}
