import { isIP } from "node:net";
import { UnavailableError } from "@lorats/base";
import type { Message } from "@lorats/platform";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { hostOf } from "../../outbound/host-of.ts";
import { pinnedAddress } from "../../outbound/pinned-address.ts";
import { fillIn, lineKind } from "../line-kind.ts";
import {
  eventIdOf,
  RefusedForGood,
  type IntegrationKind,
  type SettingsOf,
  type TargetContext,
} from "../target.ts";

type NatsSettings = SettingsOf<"nats">;

const TIMEOUT_MS = 10_000;
const BATCH = 200;
const SUBJECT = "application.{applicationId}.device.{devEui}.event.{event}";

/** Publishes to NATS under `prefix.application.{id}.device.{devEui}.event.{kind}`. */
export const nats: IntegrationKind = lineKind("nats", {
  batch: BATCH,
  open: openConnection,
  publish,
  close: (connection) => connection.close(),
});

/** One server, the one that was looked at: what a cluster says of its others is not followed, and nobody reconnects unseen. */
async function openConnection(
  { secret, integration, allowPrivate }: TargetContext,
  settings: NatsSettings,
): Promise<NatsConnection> {
  const url = new URL(settings.url);
  const name = hostOf(url);
  const address = await pinnedAddress(url, allowPrivate);
  const password = new TextDecoder().decode(secret);
  const bracketed = isIP(address) === 6 ? `[${address}]` : address;
  return connect({
    servers: [`${bracketed}:${url.port === "" ? 4222 : url.port}`],
    name: `lorats-${integration.id.slice(-12)}`,
    timeout: TIMEOUT_MS,
    reconnect: false,
    ignoreClusterUpdates: true,
    resolve: false,
    ...(settings.username === undefined
      ? { token: password }
      : { user: settings.username, pass: password }),
    ...(url.protocol === "tls:" && {
      tls: { handshakeFirst: false, ...(isIP(name) === 0 && { servername: name }) },
    }),
  });
}

async function publish(
  connection: NatsConnection,
  messages: readonly Message[],
  { subjectPrefix, jetStream }: NatsSettings,
): Promise<void> {
  const sent = messages.map(async (message) => {
    const subject = fillIn(`${subjectPrefix}.${SUBJECT}`, message);
    const text = JSON.stringify(message.json);
    const told = headers();
    told.set("Nats-Msg-Id", eventIdOf(message));
    if (!jetStream) return connection.publish(subject, text, { headers: told });
    const answer = await connection.request(subject, text, { headers: told, timeout: TIMEOUT_MS });
    const { error } = answer.json<{ error?: { code?: number; description?: string } }>();
    if (!error) return undefined;
    const what = `the stream refuses: ${error.description ?? "without a reason"}`;
    throw error.code === 400 ? new RefusedForGood(what) : new UnavailableError("NATS_FAILED", what);
  });
  await Promise.all(sent);
  await connection.flush();
}
