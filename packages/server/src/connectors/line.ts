import type { Clock } from "@lorats/base";
import { connectorKind, insist, type Connector, type Subscription } from "@lorats/platform";
import type { MqttClient } from "mqtt";
import { openMqttClient } from "../outbound/mqtt-client.ts";

export interface LineParts {
  readonly connector: Connector;
  readonly subscription: Subscription;
  readonly password: string | undefined;
  readonly clock: Clock;
  readonly allowPrivate: boolean;
  /** Resolves when what came is durable, or can never be used. */
  take(topic: string, payload: Buffer): Promise<void>;
  readonly failed: (error: string) => void;
}

const QOS = 1;

/** Where a connector subscribes at the other side's broker: undefined when it does not. */
export function subscriptionOf(connector: Connector): Subscription | undefined {
  const kind = connectorKind(connector.kind);
  return kind?.subscription?.(connector.settings);
}

/**
 * A subscription at somebody else's broker. A message is acknowledged once it is durable here, so the broker keeps and repeats
 * what came while we were away or could not store.
 */
export class ConnectorLine {
  readonly #parts: LineParts;
  readonly #client: MqttClient;
  readonly #stopping = new AbortController();

  constructor(parts: LineParts) {
    this.#parts = parts;
    const { connector, subscription, password, allowPrivate } = parts;
    this.#client = openMqttClient({
      url: subscription.url,
      clientId: `lorats-in-${connector.id.slice(-12)}`,
      username: subscription.username,
      password,
      keepsSession: true,
      allowPrivate,
    });
    this.#client.handleMessage = (packet, done) => {
      void this.#take(packet.topic, Buffer.from(packet.payload), done);
    };
    this.#client.on("error", (error) => parts.failed(error.message));
    this.#client.on("connect", () => void this.#subscribe());
  }

  get connected(): boolean {
    return this.#client.connected;
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#client.endAsync(true);
  }

  async #subscribe(): Promise<void> {
    const { subscription, failed } = this.#parts;
    try {
      const granted = await this.#client.subscribeAsync([...subscription.topics], { qos: QOS });
      const refused = granted.find(({ qos }) => qos > 2);
      if (refused) failed(`the broker refuses a subscription to ${refused.topic}`);
    } catch (error) {
      failed((error as Error).message);
    }
  }

  /** Acknowledges what is durable; without an acknowledgement it comes again. */
  async #take(topic: string, payload: Buffer, acknowledge: () => void): Promise<void> {
    const { clock, failed } = this.#parts;
    const work = async (): Promise<true> => {
      await this.#parts.take(topic, payload);
      return true;
    };
    if (await insist(clock, work, this.#stopping.signal, failed)) acknowledge();
  }
}
