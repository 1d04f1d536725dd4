import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import { UnavailableError } from "@lorats/base";
import { theThingsStack, topicOf, type Message } from "@lorats/platform";
import { MqttClient, type IClientOptions } from "mqtt";
import { publicLookup, refuseInsideLiteral } from "../../webhooks/public-address.ts";
import type { IntegrationKind, Target, TargetContext } from "../target.ts";

export interface MqttSettings {
  /** `mqtt://` or `mqtts://` */
  readonly url: string;
  readonly username?: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Before every topic. */
  readonly topicPrefix: string;
  readonly format?: "chirpstack" | "the-things-stack";
}

const TIMEOUT_MS = 10_000;
const BATCH = 100;

/** Publishes to a broker elsewhere, under the topics that the built-in one has. */
export const mqtt: IntegrationKind = {
  kind: "mqtt",
  open(context: TargetContext): Target {
    const settings = context.integration.settings as unknown as MqttSettings;
    let client: MqttClient | undefined;
    return {
      batch: BATCH,
      async send(messages) {
        client ??= openClient(context, settings);
        const ready = client;
        await connected(ready);
        const { qos, retain, topicPrefix } = settings;
        await inTime(
          Promise.all(
            messages.flatMap((message) => {
              const worded = wordsOf(settings, message);
              if (!worded) return [];
              const text = JSON.stringify(worded.json);
              return [ready.publishAsync(topicPrefix + worded.topic, text, { qos, retain })];
            }),
          ),
        );
      },
      async close() {
        await client?.endAsync(true);
        client = undefined;
      },
    };
  },
};

function wordsOf(
  { format }: MqttSettings,
  message: Message,
): { topic: string; json: unknown } | undefined {
  if (format !== "the-things-stack") return { topic: topicOf(message), json: message.json };
  const worded = theThingsStack(message);
  const { applicationId, devEui } = message;
  return (
    worded && {
      topic: `v3/${applicationId}/devices/eui-${devEui}/${worded.path}`,
      json: worded.json,
    }
  );
}

function openClient(
  { secret, integration, allowPrivate }: TargetContext,
  settings: MqttSettings,
): MqttClient {
  const url = new URL(settings.url);
  const secure = url.protocol === "mqtts:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 8883 : 1883) : Number(url.port);
  const password = new TextDecoder().decode(secret);
  const options: IClientOptions = {
    clientId: `lorats-${integration.id.slice(-12)}`,
    // What every broker speaks.
    protocolVersion: 4,
    connectTimeout: TIMEOUT_MS,
    reconnectPeriod: 2_000,
    ...(settings.username !== undefined && { username: settings.username, password }),
  };
  const open = () => {
    if (!allowPrivate) refuseInsideLiteral(url);
    const address = { host, port, ...(!allowPrivate && { lookup: publicLookup }) };
    return secure
      ? connectTls({ ...address, ...(isIP(host) === 0 && { servername: host }) } as never)
      : connectTcp(address as never);
  };
  const client = new MqttClient(open, options);
  // What goes wrong is told by the send that fails for it.
  client.on("error", () => {});
  return client;
}

async function connected(client: MqttClient): Promise<void> {
  if (client.connected) return;
  let failure = "no answer";
  const note = (error: Error): void => void (failure = error.message);
  client.on("error", note);
  try {
    await inTime(new Promise<void>((resolve) => client.once("connect", () => resolve())));
  } catch {
    throw new UnavailableError("MQTT_UNREACHABLE", `the broker cannot be reached: ${failure}`);
  } finally {
    client.off("error", note);
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const late = new UnavailableError("MQTT_TIMEOUT", `no answer within ${TIMEOUT_MS} ms`);
  const timer = setTimeout(() => reject(late), TIMEOUT_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
