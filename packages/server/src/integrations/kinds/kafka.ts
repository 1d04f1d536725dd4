import { isIP } from "node:net";
import {
  findErrorBy,
  kGetBootstrapConnection,
  kGetConnection,
  Producer,
  type Broker,
  type Callback,
  type Connection,
} from "@platformatic/kafka";
import type { Message } from "@lorats/platform";
import { hostOf } from "../../outbound/host-of.ts";
import { pinnedAddress } from "../../outbound/pinned-address.ts";
import { publicLookup } from "../../outbound/public-address.ts";
import { fillIn, lineKind } from "../line-kind.ts";
import {
  eventIdOf,
  RefusedForGood,
  type IntegrationKind,
  type SettingsOf,
  type TargetContext,
} from "../target.ts";

type KafkaSettings = SettingsOf<"kafka">;

const TIMEOUT_MS = 10_000;
const BATCH = 200;
const PORT = 9092;
/** The broker's words for what it will never take, however often it is offered. */
const FOR_GOOD = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE", "INVALID_RECORD"] as const;

/** Produces to a topic of Kafka, or of what speaks its protocol; each device keeps its order, all replicas have it before we go on. */
export const kafka: IntegrationKind = lineKind("kafka", {
  batch: BATCH,
  open: async (context, settings): Promise<Producer> => new GuardedProducer(context, settings),
  publish: produce,
  close: (producer) => producer.close(true),
});

/**
 * A cluster says where its other brokers are. Every one of them passes the guard like the address that somebody set: the
 * connection goes to the very address that was looked at.
 */
export class GuardedProducer extends Producer {
  readonly #allowPrivate: boolean;
  readonly #first: Broker;
  readonly #secure: boolean;

  constructor({ secret, allowPrivate, integration }: TargetContext, settings: KafkaSettings) {
    const { url: text, username, mechanism } = settings;
    const url = new URL(text);
    const host = hostOf(url);
    const first = { host, port: url.port === "" ? PORT : Number(url.port) };
    const secure = url.protocol === "kafkas:";
    const password = new TextDecoder().decode(secret);
    super({
      clientId: `lorats-${integration.id.slice(-12)}`,
      bootstrapBrokers: [first],
      connectTimeout: TIMEOUT_MS,
      requestTimeout: TIMEOUT_MS,
      // The follower tries again, with growing pauses.
      retries: 1,
      ...(username !== undefined && { sasl: { mechanism, username, password } }),
      ...(secure && {
        tls: { ...(!allowPrivate && { lookup: publicLookup }) },
        tlsServerName: isIP(host) === 0,
      }),
    });
    this.#allowPrivate = allowPrivate;
    this.#first = first;
    this.#secure = secure;
  }

  override [kGetConnection](broker: Broker, callback: Callback<Connection>): void {
    void this.#looked(broker, (error, looked) => {
      if (looked) super[kGetConnection](looked, callback);
      else callback(error);
    });
  }

  override [kGetBootstrapConnection](callback: Callback<Connection>): void {
    this[kGetConnection](this.#first, callback);
  }

  /** With TLS the name stays, which the certificate is for; there it is looked up by the guard, too. */
  async #looked(
    { host, port }: Broker,
    done: (error: Error | null, broker?: Broker) => void,
  ): Promise<void> {
    let address: string;
    try {
      const url = new URL(`kafka://${isIP(host) === 6 ? `[${host}]` : host}`);
      address = await pinnedAddress(url, this.#allowPrivate);
    } catch (error) {
      done(error as Error);
      return;
    }
    done(null, { host: this.#secure ? host : address, port });
  }
}

async function produce(
  producer: Producer,
  messages: readonly Message[],
  { topic }: KafkaSettings,
): Promise<void> {
  try {
    await producer.send({
      // All replicas that are in step.
      acks: -1,
      messages: messages.map((message) => ({
        topic: fillIn(topic, message),
        key: Buffer.from(message.devEui),
        value: Buffer.from(JSON.stringify(message.json)),
        headers: new Map([
          [Buffer.from("event-id"), Buffer.from(eventIdOf(message))],
          [Buffer.from("event"), Buffer.from(message.kind)],
        ]),
      })),
    });
  } catch (error) {
    const why = FOR_GOOD.find((apiId) => findErrorBy(error as Error, "apiId", apiId));
    throw why === undefined ? error : new RefusedForGood(`the broker refuses: ${why}`);
  }
}
