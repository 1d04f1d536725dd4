import type { Message } from "@lorats/platform";
import amqplib, { type ChannelModel, type ConfirmChannel } from "amqplib";
import { hostOf } from "../../outbound/host-of.ts";
import { publicLookup, refuseInsideLiteral } from "../../outbound/public-address.ts";
import { fillIn, lineKind } from "../line-kind.ts";
import { eventIdOf, type IntegrationKind, type SettingsOf, type TargetContext } from "../target.ts";

type AmqpSettings = SettingsOf<"amqp">;

const TIMEOUT_MS = 10_000;
const BATCH = 200;

/** Publishes to an exchange of RabbitMQ or another broker of AMQP 0-9-1, and waits until the broker has it. */
export const amqp: IntegrationKind = lineKind("amqp", {
  batch: BATCH,
  open: openLine,
  publish,
  close: ({ connection }: Line) => connection.close().catch(() => undefined),
});

interface Line {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  /** Names of queues that messages came back for. */
  readonly unroutable: Set<string>;
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
      hostname: hostOf(url),
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
    const unroutable = new Set<string>();
    channel.on("return", ({ fields }: { fields: { routingKey: string } }) => {
      unroutable.add(fields.routingKey);
    });
    if (exchange !== "") await channel.checkExchange(exchange);
    return { connection, channel, unroutable };
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

async function publish(
  { channel, unroutable }: Line,
  messages: readonly Message[],
  { exchange, routingKey }: AmqpSettings,
): Promise<void> {
  // The default exchange stands for a queue by name; others may have nobody who listens, and that is theirs to decide.
  const mandatory = exchange === "";
  unroutable.clear();
  for (const message of messages) {
    const text = Buffer.from(JSON.stringify(message.json));
    channel.publish(exchange, fillIn(routingKey, message), text, {
      persistent: true,
      mandatory,
      contentType: "application/json",
      messageId: eventIdOf(message),
      type: message.kind,
    });
  }
  await channel.waitForConfirms();
  // A broker returns a message before it confirms it.
  const [gone] = unroutable;
  if (gone !== undefined) throw new Error(`there is no queue ${JSON.stringify(gone)}`);
}
