import type { Socket } from "node:net";
import { connect, type MqttClient } from "mqtt";
import type { DoorParts } from "../common/door.ts";
import type { GatewayMqttDoor, MqttSender } from "./gateway-mqtt-door.ts";

export interface ExternalBrokerOptions {
  /** `mqtt://` or `mqtts://` with host and port. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Names our session at the broker, which keeps what gateways say while we are away. */
  readonly clientId: string;
  /** Under which gateways publish; empty for topics without one. */
  readonly prefixes: readonly string[];
}

const RECONNECT_MS = 2_000;

/** Gateways at somebody else's broker. What cannot be stored stays there, unacknowledged. */
export class ExternalBroker {
  readonly #client: MqttClient;
  readonly #parts: DoorParts;

  constructor(options: ExternalBrokerOptions, door: GatewayMqttDoor, parts: DoorParts) {
    this.#parts = parts;
    const { url, username, password, clientId, prefixes } = options;
    const sender: MqttSender = {
      // The topic is the broker's word, and nobody's proof.
      authentication: "none",
      address: new URL(url).host,
      publish: async (topic, payload) => {
        await this.#client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
      },
    };
    this.#client = connect(url, {
      clientId,
      clean: false,
      reconnectPeriod: RECONNECT_MS,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    });
    // One after another: the acknowledgement of each goes out when its callback is called.
    this.#client.handleMessage = ({ topic, payload }, callback) => {
      void this.#take(door, sender, topic, Buffer.from(payload), callback);
    };
    this.#client.on("connect", () => {
      // A downlink must not wait for the broker to acknowledge what went before it.
      (this.#client.stream as Socket).setNoDelay(true);
      const topics = prefixes.flatMap((prefix) => {
        const root = prefix === "" ? "gateway/+" : `${prefix}/gateway/+`;
        return [`${root}/event/+`, `${root}/state/+`];
      });
      this.#client.subscribe(topics, { qos: 1 }, (error) => {
        if (error) this.#trouble("the broker of the gateways refused a subscription", error);
      });
    });
    this.#client.on("error", (error) => this.#trouble("the broker of the gateways", error));
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  async stop(): Promise<void> {
    await this.#client.endAsync(true);
  }

  async #take(
    door: GatewayMqttDoor,
    sender: MqttSender,
    topic: string,
    payload: Uint8Array,
    acknowledge: (error?: Error) => void,
  ): Promise<void> {
    try {
      await door.take(topic, payload, sender);
      acknowledge();
    } catch (error) {
      // The broker sends it again in the next session, which begins now.
      this.#client.stream.destroy();
      acknowledge(error as Error);
    }
  }

  #trouble(message: string, { message: error }: Error): void {
    this.#parts.metrics.refuse("BROKER_ERROR");
    this.#parts.notice(message, { error });
  }
}
