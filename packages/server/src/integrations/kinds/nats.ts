import { isIP } from "node:net";
import { UnavailableError } from "@lorats/base";
import type { Message } from "@lorats/platform";
import { connect, headers, type NatsConnection } from "@nats-io/transport-node";
import { pinnedAddress } from "../../outbound/pinned-address.ts";
import {
  RefusedForGood,
  type IntegrationKind,
  type Target,
  type TargetContext,
} from "../target.ts";

export interface NatsSettings {
  /** `nats://` or `tls://` */
  readonly url: string;
  readonly username?: string;
  readonly subjectPrefix: string;
  /** A stream takes the subjects, and says so of every message; otherwise nobody knows who heard it. */
  readonly jetStream: boolean;
}

const TIMEOUT_MS = 10_000;
const BATCH = 200;

/** Publishes to NATS under `prefix.application.{id}.device.{devEui}.event.{kind}`. */
export const nats: IntegrationKind = {
  kind: "nats",
  open(context: TargetContext): Target {
    const settings = context.integration.settings as unknown as NatsSettings;
    let connection: NatsConnection | undefined;
    const close = async (): Promise<void> => {
      const ending = connection;
      connection = undefined;
      await ending?.close();
    };
    return {
      batch: BATCH,
      async send(messages) {
        const { host } = new URL(settings.url);
        try {
          connection ??= await openConnection(context, settings);
          await publish(connection, settings, messages);
        } catch (error) {
          if (error instanceof RefusedForGood) throw error;
          await close();
          if ((error as { blame?: unknown }).blame !== undefined) throw error;
          const what = `${host}: ${(error as Error).message}`;
          throw new UnavailableError("NATS_FAILED", what, { cause: error });
        }
      },
      close,
    };
  },
};

/** One server, the one that was looked at: what a cluster says of its others is not followed, and nobody reconnects unseen. */
async function openConnection(
  { secret, integration, allowPrivate }: TargetContext,
  settings: NatsSettings,
): Promise<NatsConnection> {
  const url = new URL(settings.url);
  const name = url.hostname.replace(/^\[|\]$/g, "");
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
  { subjectPrefix, jetStream }: NatsSettings,
  messages: readonly Message[],
): Promise<void> {
  const sent = messages.map(async (message) => {
    const { applicationId, devEui, kind, position, json } = message;
    const subject = `${subjectPrefix}.application.${applicationId}.device.${devEui}.event.${kind}`;
    const text = JSON.stringify(json);
    const told = headers();
    // By this a stream knows a repetition.
    told.set("Nats-Msg-Id", `${position}:${kind}`);
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
