import { createHmac } from "node:crypto";
import { UnavailableError } from "@lorats/base";
import { theThingsStack, type Message } from "@lorats/platform";
import { post } from "../../outbound/http-request.ts";
import {
  eventIdOf,
  type IntegrationKind,
  RefusedForGood,
  settingsOf,
  type SettingsOf,
  type Target,
  type TargetContext,
} from "../target.ts";

/** What a webhook's integration says. */
type WebhookSettings = SettingsOf<"webhook">;

const TIMEOUT_MS = 10_000;
/** Statuses by which the other side says "not now" rather than "not that". */
const LATER = new Set([408, 425, 429]);

/** One POST for each message, or for a list of them, in order, signed. */
export const webhook: IntegrationKind = {
  kind: "webhook",
  open(context: TargetContext): Target {
    const settings = settingsOf(context, "webhook");
    const { batch } = settings;
    return { batch, send: (messages) => send(context, settings, messages), close() {} };
  },
};

async function send(
  { secret, clock, allowPrivate }: TargetContext,
  settings: WebhookSettings,
  messages: readonly Message[],
): Promise<void> {
  const [first] = messages;
  const inList = (settings.batch ?? 1) > 1;
  const url = new URL(settings.url);
  let content: unknown;
  if (settings.format === "the-things-stack") {
    const worded = messages.flatMap((message) => {
      const words = theThingsStack(message);
      return words ? [{ ...words, eventId: eventIdOf(message) }] : [];
    });
    if (worded.length === 0) return;
    content = inList ? worded.map(({ json, eventId }) => ({ eventId, ...json })) : worded[0]!.json;
    if (!inList) url.pathname = `${url.pathname.replace(/\/$/, "")}/${worded[0]!.path}`;
  } else if (inList) content = messages.map(listed);
  else {
    url.searchParams.set("event", first!.kind);
    content = first!.json;
  }
  const body = JSON.stringify(content);
  const at = String(clock.now() / 1_000_000_000n);
  const status = await post({
    url,
    body,
    timeoutMs: TIMEOUT_MS,
    allowPrivate,
    headers: {
      ...settings.headers,
      "content-type": "application/json",
      "user-agent": "LoRaTS",
      // Of a long list they would be more than servers take as headers: each item says its own.
      ...(!inList && { "x-lorats-event-id": eventIdOf(first!) }),
      "x-lorats-signature": `t=${at},v1=${signature(secret, at, body)}`,
    },
  });
  judge(status, url.host, LATER);
}

function listed(message: Message): Readonly<Record<string, unknown>> {
  return { eventId: eventIdOf(message), event: message.kind, ...message.json };
}

/** What an answer's status means for what was sent. */
export function judge(status: number, host: string, later: ReadonlySet<number> = LATER): void {
  if (status >= 200 && status < 300) return;
  const what = `${host} answered with ${status}`;
  if (status >= 400 && status < 500 && !later.has(status)) throw new RefusedForGood(what);
  throw new UnavailableError("WEBHOOK_STATUS", what);
}

/** HMAC-SHA256 of time and body: an old message cannot be sent again as a new one. */
function signature(secret: Uint8Array, at: string, body: string): string {
  return createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
}
