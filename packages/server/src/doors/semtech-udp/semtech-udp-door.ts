import type { RemoteInfo } from "node:dgram";
import {
  decodeBody,
  decodeHeader,
  encodeDatagram,
  txAckOutcome,
  type DatagramHeader,
  type DownlinkItem,
  type GatewayDownlink,
  type TxOutcome,
} from "@lorats/backhaul";
import { CallerError, LoratsError, UnavailableError, type GatewayId } from "@lorats/base";
import type { Gateway, GatewayLink } from "@lorats/network";
import type {
  DoorEndpoint,
  DoorParts,
  GatewayConnection,
  GatewayDoor,
  Intake,
} from "../common/door.ts";
import { Outstanding } from "../common/outstanding.ts";
import { UdpLink, type UdpWay } from "./udp-link.ts";
import { UdpListener, type UdpListenerOptions } from "./udp-listener.ts";

export interface SemtechUdpOptions {
  readonly listeners: readonly UdpListenerOptions[];
  /** Whether gateways that nobody created are registered. */
  readonly registers: boolean;
}

const NOTE_EVERY_NS = 15_000_000_000n;
/** Forwarders answer as soon as they have queued a frame; class A leaves no more time than this anyway. */
const ANSWER_MS = 3_000;

/** The door for gateways that speak Semtech's UDP protocol. */
export class SemtechUdpDoor implements GatewayDoor {
  readonly name = "semtech-udp";
  readonly #parts: DoorParts;
  readonly #options: SemtechUdpOptions;
  readonly #listeners: UdpListener[] = [];
  readonly #links = new Map<GatewayId, UdpLink>();
  readonly #outstanding: Outstanding;
  /** Datagrams whose handling has begun. */
  #underWay = 0;
  #idle: (() => void) | undefined;
  readonly #lost = (error: unknown): void => {
    if (error) this.#parts.metrics.refuse("SEND_FAILED");
  };
  #intake: Intake | undefined;
  #stopped = false;

  private constructor(options: SemtechUdpOptions, parts: DoorParts) {
    this.#options = options;
    this.#parts = parts;
    this.#outstanding = new Outstanding(parts.clock);
  }

  /**
   * Takes the ports. Nothing is read before `open`.
   * @throws {CallerError} `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNKNOWN`
   */
  static async bind(options: SemtechUdpOptions, parts: DoorParts): Promise<SemtechUdpDoor> {
    const door = new SemtechUdpDoor(options, parts);
    const onError = (error: Error): void => {
      parts.metrics.refuse("SOCKET_ERROR");
      parts.notice("the UDP socket reported an error", { error: error.message });
    };
    try {
      for (const listener of options.listeners) {
        door.#listeners.push(await UdpListener.bind(listener, onError));
      }
    } catch (error) {
      await door.stop();
      throw error;
    }
    return door;
  }

  get endpoints(): readonly DoorEndpoint[] {
    return this.#listeners.map(({ address, options }) => ({
      door: this.name,
      ...address,
      tls: false,
      region: options.region,
    }));
  }

  open(intake: Intake): void {
    this.#intake = intake;
    for (const listener of this.#listeners) {
      listener.open((bytes, from) => void this.#handle(bytes, from, listener));
    }
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const listener of this.#listeners) listener.shut();
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    this.#outstanding.abandon("shutdown");
    await Promise.all(this.#listeners.map((listener) => listener.close()));
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    const link = this.#openLink(gatewayId);
    return (
      link && {
        maxItems: 1,
        roundTripP90Ms: link.roundTrips.p90Ms,
        gpsTiming: link.gpsTiming,
      }
    );
  }

  connection(gatewayId: GatewayId): GatewayConnection | undefined {
    const link = this.#openLink(gatewayId);
    if (!link?.way) return undefined;
    const { address, port } = link.way;
    return {
      door: this.name,
      address: `${address}:${port}`,
      since: link.since,
      authentication: "none",
      software: `protocol version ${link.version}`,
      roundTripMs: link.roundTrips.p90Ms,
    };
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const link = this.#openLink(gatewayId);
    if (!link?.way) {
      throw new UnavailableError("GW_NOT_CONNECTED", "the gateway has not asked for downlinks");
    }
    const { downlinkId, items } = downlink;
    const [item] = items;
    if (!item) throw new CallerError("GW_NO_ITEM", "a downlink has at least one opportunity");
    const { powers } = link;
    const asked = item.eirpDbm;
    let outcome: TxOutcome | undefined;
    for (let eirpDbm = powers.upTo(asked); eirpDbm !== undefined; eirpDbm = powers.upTo(asked)) {
      const told = { ...item, eirpDbm };
      outcome = await this.#tell(gatewayId, link, link.way, downlinkId, told);
      if (!outcome.statuses.includes("TX_POWER")) {
        const lowered = eirpDbm < Math.floor(asked) && outcome.stage === "queued";
        return { ...(lowered && { reducedToDbm: eirpDbm }), ...outcome };
      }
      powers.refused(eirpDbm);
    }
    return outcome ?? { downlinkId, statuses: ["TX_POWER"], stage: "refused" };
  }

  async #tell(
    gatewayId: GatewayId,
    { version }: UdpLink,
    way: UdpWay,
    downlinkId: number,
    item: DownlinkItem,
  ): Promise<TxOutcome> {
    const token = downlinkId & 0xffff;
    const bytes = encodeDatagram({ type: "pull-resp", version, token, item });
    if (version === 1) {
      // Version 1 has no TX_ACK.
      this.#send(way.listener, bytes, way);
      return { downlinkId, statuses: ["OK"], stage: "queued" };
    }
    const outcome = this.#outstanding.wait(gatewayId, token, ANSWER_MS, silent);
    this.#send(way.listener, bytes, way);
    return { ...(await outcome), downlinkId };
  }

  #openLink(gatewayId: GatewayId): UdpLink | undefined {
    const link = this.#links.get(gatewayId);
    return !this.#stopped && link?.isOpen(this.#parts.clock.monotonic()) ? link : undefined;
  }

  async #handle(bytes: Buffer, from: RemoteInfo, listener: UdpListener): Promise<void> {
    this.#underWay++;
    try {
      await this.#take(bytes, from, listener);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#underWay--;
      if (this.#underWay === 0) this.#idle?.();
    }
  }

  async #take(bytes: Buffer, from: RemoteInfo, listener: UdpListener): Promise<void> {
    const { metrics, porter } = this.#parts;
    const header = decodeHeader(bytes);
    if (!header.ok) return metrics.refuse(header.code);
    const { type, gatewayEui } = header.value;
    if (gatewayEui === undefined) return metrics.refuse("UDP_FROM_SERVER");
    metrics.message(type);
    if (!porter.takes(gatewayEui)) return metrics.refuse("RATE_LIMIT");
    const newcomer = this.#options.registers ? listener.newcomer : undefined;
    const asked = porter.admit(gatewayEui, from.address, newcomer);
    const admitted = asked instanceof Promise ? await asked : asked;
    if (!admitted.ok) return metrics.refuse(admitted.code);
    const gateway = admitted.value;
    switch (type) {
      case "push-data":
        return this.#push(bytes, header.value, from, listener, gateway);
      case "pull-data":
        return this.#pull(header.value, from, listener, gateway);
      case "tx-ack":
        return this.#txAck(bytes, header.value, gateway);
      case "push-ack":
      case "pull-ack":
      case "pull-resp":
        return metrics.refuse("UDP_FROM_SERVER");
    }
  }

  async #push(
    bytes: Buffer,
    header: DatagramHeader,
    from: RemoteInfo,
    listener: UdpListener,
    gateway: Gateway,
  ): Promise<void> {
    const { metrics, ltsKeys } = this.#parts;
    const acknowledged = metrics.timeAcknowledgement();
    const body = decodeBody(bytes, header);
    if (!body.ok) return metrics.refuse(body.code);
    if (body.value.type !== "push-data" || !("refused" in body.value)) return;
    const { uplinks, stats, lts, refused } = body.value;
    for (const { code } of refused) metrics.refuse(code);
    const newest = uplinks.at(-1);
    if (newest) this.#linkOf(gateway.id).gpsTiming = newest.times.gpsNs !== undefined;
    const intake = this.#intake!;
    const asked = ltsKeys.prove(gateway, uplinks, "none", (why) => metrics.refuse(why));
    const groups = asked instanceof Promise ? await asked : asked;
    const storing = groups.map((group) => intake.receive({ gateway, door: this.name, ...group }));
    if (stats) storing.push(intake.reportStats(gateway, stats));
    if (lts) storing.push(intake.reportSide(gateway, lts, "none"));
    await (storing.length === 1 ? storing[0] : Promise.all(storing));
    // Only now: what is acknowledged is stored.
    this.#answer("push-ack", header, from, listener);
    acknowledged();
  }

  async #pull(
    header: DatagramHeader,
    from: RemoteInfo,
    listener: UdpListener,
    gateway: Gateway,
  ): Promise<void> {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    const link = this.#linkOf(gateway.id);
    const was = link.way?.address;
    const { address, port } = from;
    const outcome = link.pulled({ address, port, listener }, header.version, now);
    if (outcome !== "same") this.#noteMove(gateway, outcome, was!, address);
    this.#answer("pull-ack", header, from, listener);
    if (link.notedAt !== undefined && now - link.notedAt < NOTE_EVERY_NS) return;
    link.notedAt = now;
    if (outcome === "same") this.#endContest(gateway);
    await this.#intake!.seen(gateway);
  }

  /** Somebody else's address says that it is this gateway. */
  #noteMove(gateway: Gateway, outcome: "moved" | "contested", from: string, to: string): void {
    const { metrics, notice, alarms } = this.#parts;
    const details = { gatewayEui: gateway.eui, from, to };
    metrics.moved();
    notice("a gateway sends from another address", details);
    if (outcome === "moved") return;
    alarms.signal(gateway, {
      code: "gateway-address-contested",
      state: "raised",
      severity: "warning",
      message: `Two addresses say that they are gateway ${gateway.eui}; downlinks stay with the first.`,
      details,
    });
  }

  #endContest(gateway: Gateway): void {
    this.#parts.alarms.signal(gateway, {
      code: "gateway-address-contested",
      state: "ended",
      severity: "warning",
      message: `Gateway ${gateway.eui} sends from one address again.`,
    });
  }

  #txAck(bytes: Buffer, header: DatagramHeader, gateway: Gateway): void {
    const { metrics } = this.#parts;
    const body = decodeBody(bytes, header);
    if (!body.ok) return metrics.refuse(body.code);
    if (body.value.type !== "tx-ack") return;
    const { token } = header;
    const tookMs = this.#outstanding.settle(
      gateway.id,
      token,
      txAckOutcome(token, body.value.report),
    );
    if (tookMs === undefined) metrics.refuse("TX_ACK_UNEXPECTED");
    else this.#linkOf(gateway.id).roundTrips.add(tookMs);
  }

  #linkOf(id: GatewayId): UdpLink {
    let link = this.#links.get(id);
    if (!link) {
      link = new UdpLink(this.#parts.clock);
      this.#links.set(id, link);
    }
    return link;
  }

  #answer(
    type: "push-ack" | "pull-ack",
    { version, token }: DatagramHeader,
    to: RemoteInfo,
    listener: UdpListener,
  ): void {
    this.#send(listener, encodeDatagram({ type, version, token }), to);
  }

  #send(listener: UdpListener, bytes: Uint8Array, to: { address: string; port: number }): void {
    listener.send(bytes, to, this.#lost);
  }

  #failed(error: unknown): void {
    const code = error instanceof LoratsError ? error.code : "INTERNAL";
    this.#parts.metrics.refuse(code);
    const message = error instanceof Error ? error.message : String(error);
    this.#parts.notice("a datagram could not be taken", { code, message });
  }
}

function silent(): UnavailableError {
  return new UnavailableError("GW_NO_ANSWER", "the gateway did not acknowledge a downlink");
}
