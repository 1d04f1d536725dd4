import { theThingsStack, topicOf, type Message } from "@lorats/platform";
import type { MqttClient } from "mqtt";
import { connected, inTime, openMqttClient } from "../../outbound/mqtt-client.ts";
import {
  settingsOf,
  type IntegrationKind,
  type SettingsOf,
  type Target,
  type TargetContext,
} from "../target.ts";

type MqttSettings = SettingsOf<"mqtt">;

const BATCH = 100;

/** Publishes to a broker elsewhere, under the topics that the built-in one has. */
export const mqtt: IntegrationKind = {
  kind: "mqtt",
  open(context: TargetContext): Target {
    const settings = settingsOf(context, "mqtt");
    let client: MqttClient | undefined;
    return {
      batch: BATCH,
      async send(messages) {
        client ??= openMqttClient({
          url: settings.url,
          clientId: `lorats-${context.integration.id.slice(-12)}`,
          username: settings.username,
          password: new TextDecoder().decode(context.secret),
          allowPrivate: context.allowPrivate,
        });
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
