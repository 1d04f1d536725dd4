import {
  decodeConnState,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  encodeConfigCommand,
  encodeDownlinkCommand,
  formatGatewayTopic,
  parseGatewayTopic,
  protobufConfigCommand,
  protobufDownlinkCommand,
  looksLikeJson,
  type GatewayDownlink,
  type GatewayTopic,
  type TxOutcome,
} from "@lorats/backhaul";
import { UnavailableError, type Eui64, type GatewayId, type Result } from "@lorats/base";
import { getRegion } from "@lorats/lorawan";
import type { Authentication, Gateway, GatewayLink } from "@lorats/network";
import type {
  DoorEndpoint,
  DoorParts,
  GatewayConnection,
  GatewayDoor,
  Intake,
} from "../common/door.ts";
import { Outstanding } from "../common/outstanding.ts";
import { channelConfig } from "./channel-config.ts";
import { MqttLine } from "./mqtt-line.ts";
import { newcomerOf } from "./newcomer.ts";

/** How a message came, and how its gateway is answered. */
export interface MqttSender {
  /** The gateway that the broker knows it to be from. Absent on brokers of others, where only the topic tells. */
  readonly eui?: Eui64;
  readonly authentication: Authentication;
  readonly address: string;
  readonly publish: (topic: string, payload: string | Uint8Array) => Promise<void>;
}

export interface GatewayMqttOptions {
  readonly registers: boolean;
  /** Whether gateways are told their channels. */
  readonly pushesConfig: boolean;
  readonly endpoints: () => readonly DoorEndpoint[];
}

/** Gateways answer as soon as they have queued a frame. */
const ANSWER_MS = 5_000;

/** The door for gateways that speak ChirpStack's gateway topics over MQTT, whoever runs the broker. */
export class GatewayMqttDoor implements GatewayDoor {
  readonly name = "gateway-mqtt";
  readonly #parts: DoorParts;
  readonly #options: GatewayMqttOptions;
  readonly #lines = new Map<GatewayId, MqttLine>();
  readonly #outstanding: Outstanding;
  readonly #open = new Set<Promise<void>>();
  #intake: Intake | undefined;
  #stopped = false;

  constructor(options: GatewayMqttOptions, parts: DoorParts) {
    this.#options = options;
    this.#parts = parts;
    this.#outstanding = new Outstanding(parts.clock);
  }

  get endpoints(): readonly DoorEndpoint[] {
    return this.#options.endpoints();
  }

  open(intake: Intake): void {
    this.#intake = intake;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.allSettled(this.#open);
    this.#outstanding.abandon("shutdown");
  }

  link(gatewayId: GatewayId): GatewayLink | undefined {
    const line = this.#openLine(gatewayId);
    return (
      line && {
        maxItems: 2,
        roundTripP90Ms: line.roundTrips.p90Ms,
        gpsTiming: line.gpsTiming,
      }
    );
  }

  connection(gatewayId: GatewayId): GatewayConnection | undefined {
    const line = this.#openLine(gatewayId);
    return (
      line && {
        door: this.name,
        address: line.sender.address,
        since: line.since,
        authentication: line.sender.authentication,
        software: line.json ? "gateway topics, JSON" : "gateway topics, protobuf",
        roundTripMs: line.roundTrips.p90Ms,
      }
    );
  }

  async send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome> {
    const line = this.#openLine(gatewayId);
    if (!line) throw new UnavailableError("GW_NOT_CONNECTED", "the gateway is not connected");
    const { downlinkId } = downlink;
    const { gatewayEui, prefix, json, sender } = line;
    const command = { gatewayEui, downlink };
    const payload = json ? encodeDownlinkCommand(command) : protobufDownlinkCommand(command);
    const outcome = this.#outstanding.wait(gatewayId, downlinkId, ANSWER_MS, silent);
    const sent = sender.publish(
      formatGatewayTopic({ prefix, gatewayEui, message: "down" }),
      payload,
    );
    sent.catch(() => this.#parts.metrics.refuse("SEND_FAILED"));
    return outcome;
  }

  /**
   * Takes a message. Resolves when what it says is durable, or when it says nothing that is wanted: then it may be
   * acknowledged.
   * @throws {UnavailableError} not stored, and not to be acknowledged
   */
  take(topic: string, payload: Uint8Array, sender: MqttSender): Promise<void> {
    const taking = this.#take(topic, payload, sender);
    this.#open.add(taking);
    void taking.catch(() => {}).finally(() => this.#open.delete(taking));
    return taking;
  }

  /** The broker says that a gateway's connection ended. */
  gone(eui: Eui64): void {
    for (const [id, line] of this.#lines) if (line.gatewayEui === eui) this.#lines.delete(id);
  }

  async #take(text: string, payload: Uint8Array, sender: MqttSender): Promise<void> {
    const { metrics, porter } = this.#parts;
    const topic = parseGatewayTopic(text);
    if (!topic || topic.message === "down" || topic.message === "config") {
      return metrics.refuse("GWM_NO_SUCH_TOPIC");
    }
    const { gatewayEui } = topic;
    if (sender.eui !== undefined && sender.eui !== gatewayEui) {
      return metrics.refuse("GWM_FOREIGN_GATEWAY");
    }
    metrics.message(topic.message);
    if (!porter.takes(gatewayEui)) return metrics.refuse("RATE_LIMIT");
    if (!this.#intake || this.#stopped) {
      throw new UnavailableError("GW_NOT_READY", "the server is not ready for gateways");
    }
    const newcomer = this.#options.registers ? newcomerOf(topic.prefix) : undefined;
    const admitted = await porter.admit(gatewayEui, sender.address, newcomer);
    if (!admitted.ok) return metrics.refuse(admitted.code);
    try {
      await this.#handle(topic, payload, sender, admitted.value);
    } catch (error) {
      metrics.refuse((error as { code?: string }).code ?? "INTERNAL");
      throw error;
    }
  }

  async #handle(
    topic: GatewayTopic,
    payload: Uint8Array,
    sender: MqttSender,
    gateway: Gateway,
  ): Promise<void> {
    const intake = this.#intake!;
    const line = this.#lineOf(gateway, topic, sender);
    if (payload.length > 0) line.json = looksLikeJson(payload);
    this.#tellConfig(gateway, line);
    switch (topic.message) {
      case "up":
        return this.#uplink(payload, gateway, line, sender);
      case "stats": {
        const stats = this.#read(decodeStatsEvent(payload), gateway);
        return stats && intake.reportStats(gateway, stats.stats);
      }
      case "ack": {
        const ack = this.#read(decodeTxAckEvent(payload), gateway);
        if (!ack) return undefined;
        const { outcome } = ack;
        const tookMs = this.#outstanding.settle(gateway.id, outcome.downlinkId, outcome);
        if (tookMs === undefined) this.#parts.metrics.refuse("TX_ACK_UNEXPECTED");
        else line.roundTrips.add(tookMs);
        return undefined;
      }
      case "conn": {
        const state = this.#read(decodeConnState(payload), gateway);
        if (state?.state === "OFFLINE") this.#lines.delete(gateway.id);
        if (state?.state !== "ONLINE") return undefined;
        await intake.seen(gateway);
        // It may have been restarted with other channels.
        line.toldConfig = undefined;
        return this.#tellConfig(gateway, line);
      }
      case "down":
      case "config":
        return undefined;
    }
  }

  /** Its channels, when it has not been told them yet. */
  #tellConfig(gateway: Gateway, line: MqttLine): void {
    if (!this.#options.pushesConfig || line.toldConfig === gateway.version) return;
    line.toldConfig = gateway.version;
    const { regions, metrics, notice } = this.#parts;
    try {
      const region = getRegion(gateway.region);
      const config = channelConfig({ gateway, region, settings: regions[region.id] ?? {} });
      const { prefix, gatewayEui, json, sender } = line;
      const payload = json ? encodeConfigCommand(config) : protobufConfigCommand(config);
      const topic = formatGatewayTopic({ prefix, gatewayEui, message: "config" });
      sender.publish(topic, payload).catch(() => metrics.refuse("SEND_FAILED"));
    } catch (error) {
      metrics.refuse("GWM_NO_CONFIG");
      const message = error instanceof Error ? error.message : String(error);
      notice("a gateway's channels cannot be told", { gatewayEui: gateway.eui, message });
    }
  }

  async #uplink(
    payload: Uint8Array,
    gateway: Gateway,
    line: MqttLine,
    sender: MqttSender,
  ): Promise<void> {
    const { metrics, ltsKeys } = this.#parts;
    const stored = metrics.timeAcknowledgement();
    const uplink = this.#read(decodeUplinkEvent(payload), gateway);
    if (!uplink) return;
    if (uplink.ltsRefusal) metrics.refuse(uplink.ltsRefusal.code);
    line.gpsTiming = uplink.times.gpsNs !== undefined;
    const groups = await ltsKeys.prove(gateway, [uplink], sender.authentication, (why) =>
      metrics.refuse(why),
    );
    for (const group of groups) {
      await this.#intake!.receive({ gateway, door: this.name, ...group });
    }
    stored();
  }

  /** What a message says, if it can be read and is about the gateway that its topic names. */
  #read<T extends { readonly gatewayEui: Eui64 }>(
    result: Result<T>,
    gateway: Gateway,
  ): T | undefined {
    if (result.ok && result.value.gatewayEui === gateway.eui) return result.value;
    this.#parts.metrics.refuse(result.ok ? "GWM_FOREIGN_GATEWAY" : result.code);
    return undefined;
  }

  #lineOf(gateway: Gateway, { prefix }: GatewayTopic, sender: MqttSender): MqttLine {
    const { clock } = this.#parts;
    let line = this.#lines.get(gateway.id);
    if (!line) {
      line = new MqttLine(gateway.eui, clock);
      this.#lines.set(gateway.id, line);
    }
    line.heard(prefix, sender, clock.monotonic());
    return line;
  }

  #openLine(gatewayId: GatewayId): MqttLine | undefined {
    const line = this.#lines.get(gatewayId);
    return !this.#stopped && line?.isOpen(this.#parts.clock.monotonic()) ? line : undefined;
  }
}

function silent(): UnavailableError {
  return new UnavailableError("GW_NO_ANSWER", "the gateway did not acknowledge a downlink");
}
