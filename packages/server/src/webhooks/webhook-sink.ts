import { createHmac } from "node:crypto";
import { UnavailableError, type Clock } from "@lorats/base";
import type { Integration, Message, Sink } from "@lorats/platform";
import { post } from "./post.ts";

/** What a webhook's integration says. */
export interface WebhookSettings {
  readonly url: string;
  /** Empty: all. */
  readonly events: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface WebhookSinkOptions {
  readonly integration: Integration;
  readonly secret: Uint8Array;
  readonly clock: Clock;
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** Statuses by which the other side says "not now" rather than "not that". */
const LATER = new Set([408, 425, 429]);

/** Sends events of a tenant, or of one application, to somebody's server: one POST each, in order, signed. */
export class WebhookSink implements Sink {
  readonly name: string;
  readonly #options: WebhookSinkOptions;
  readonly #settings: WebhookSettings;
  #delivered = 0;
  #refused = 0;
  /** How far into a batch that is offered again the other side has come. */
  #taken: Message | undefined;

  constructor(options: WebhookSinkOptions) {
    this.#options = options;
    this.#settings = options.integration.settings as unknown as WebhookSettings;
    this.name = `webhook:${options.integration.id}`;
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** Events that the other side refused for good; they are not offered again. */
  get refused(): number {
    return this.#refused;
  }

  async deliver(messages: readonly Message[]): Promise<void> {
    const wanted = messages.filter((message) => this.#wants(message));
    const from = this.#taken === undefined ? 0 : wanted.indexOf(this.#taken) + 1;
    for (const message of wanted.slice(from)) {
      await this.#send(message);
      this.#taken = message;
    }
    this.#taken = undefined;
  }

  #wants({ tenantId, applicationId, kind }: Message): boolean {
    const { integration } = this.#options;
    const { events } = this.#settings;
    return (
      tenantId === integration.tenantId &&
      (integration.applicationId === undefined || applicationId === integration.applicationId) &&
      (events.length === 0 || events.includes(kind))
    );
  }

  async #send(message: Message): Promise<void> {
    const { secret, clock, allowPrivate, timeoutMs = TIMEOUT_MS } = this.#options;
    const url = new URL(this.#settings.url);
    url.searchParams.set("event", message.kind);
    const body = JSON.stringify(message.json);
    const at = String(clock.now() / 1_000_000_000n);
    const status = await post({
      url,
      body,
      timeoutMs,
      allowPrivate,
      headers: {
        ...this.#settings.headers,
        "content-type": "application/json",
        "user-agent": "LoRaTS",
        "x-lorats-event-id": `${message.position}:${message.kind}`,
        "x-lorats-signature": `t=${at},v1=${signature(secret, at, body)}`,
      },
    });
    if (status >= 200 && status < 300) {
      this.#delivered++;
      return;
    }
    if (status >= 400 && status < 500 && !LATER.has(status)) {
      this.#refused++;
      return;
    }
    throw new UnavailableError("WEBHOOK_STATUS", `${url.host} answered with ${status}`);
  }
}

/** HMAC-SHA256 of time and body: an old message cannot be sent again as a new one. */
function signature(secret: Uint8Array, at: string, body: string): string {
  return createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
}
