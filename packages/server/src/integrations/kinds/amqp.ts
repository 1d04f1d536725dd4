import { UnavailableError } from "@lorats/base";
import type { Message } from "@lorats/platform";
import amqplib, { type ChannelModel, type ConfirmChannel } from "amqplib";
import { publicLookup, refuseInsideLiteral } from "../../outbound/public-address.ts";
import type { IntegrationKind, Target, TargetContext } from "../target.ts";

export interface AmqpSettings {
  /** `amqp://` or `amqps://`, the path is the virtual host */
  readonly url: string;
  readonly username: string;
  /** It has to be there; empty for the default one, where the routing key names a queue. */
  readonly exchange: string;
  /** With `{applicationId}`, `{devEui}` and `{event}`. */
  readonly routingKey: string;
}

const TIMEOUT_MS = 10_000;
const BATCH = 200;

/** Publishes to an exchange of RabbitMQ or another broker of AMQP 0-9-1, and waits until the broker has it. */
export const amqp: IntegrationKind = {
  kind: "amqp",
  open(context: TargetContext): Target {
    const settings = context.integration.settings as unknown as AmqpSettings;
    let line: Promise<Line> | undefined;
    const close = async (): Promise<void> => {
      const ending = line;
      line = undefined;
      const opened = await ending?.catch(() => undefined);
      await opened?.connection.close().catch(() => undefined);
    };
    return {
      batch: BATCH,
      async send(messages) {
        try {
          line ??= openLine(context, settings);
          await publish((await line).channel, settings, messages);
        } catch (error) {
          await close();
          if ((error as { blame?: unknown }).blame !== undefined) throw error;
          const what = `${new URL(settings.url).host}: ${(error as Error).message}`;
          throw new UnavailableError("AMQP_FAILED", what, { cause: error });
        }
      },
      close,
    };
  },
};

interface Line {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
}

async function openLine(
  { secret, allowPrivate }: TargetContext,
  { url: text, username, exchange }: AmqpSettings,
): Promise<Line> {
  const url = new URL(text);
  if (!allowPrivate) refuseInsideLiteral(url);
  const connection = await amqplib.connect(
    {
      protocol: url.protocol.slice(0, -1),
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      ...(url.port !== "" && { port: Number(url.port) }),
      username,
      password: new TextDecoder().decode(secret),
      vhost: url.pathname.length > 1 ? decodeURIComponent(url.pathname.slice(1)) : "/",
      heartbeat: 30,
    },
    { timeout: TIMEOUT_MS, noDelay: true, ...(!allowPrivate && { lookup: publicLookup }) },
  );
  // What breaks is told by the send that fails for it.
  connection.on("error", () => {});
  try {
    const channel = await connection.createConfirmChannel();
    channel.on("error", () => {});
    if (exchange !== "") await channel.checkExchange(exchange);
    return { connection, channel };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

async function publish(
  channel: ConfirmChannel,
  { exchange, routingKey }: AmqpSettings,
  messages: readonly Message[],
): Promise<void> {
  for (const { applicationId, devEui, kind, position, json } of messages) {
    const key = routingKey
      .replaceAll("{applicationId}", applicationId)
      .replaceAll("{devEui}", devEui)
      .replaceAll("{event}", kind);
    channel.publish(exchange, key, Buffer.from(JSON.stringify(json)), {
      persistent: true,
      contentType: "application/json",
      messageId: `${position}:${kind}`,
      type: kind,
    });
  }
  await channel.waitForConfirms();
}
