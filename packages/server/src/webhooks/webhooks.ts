import { errorLine, type Clock } from "@lorats/base";
import { Follower, type Integration, type IntegrationId, type Translator } from "@lorats/platform";
import type { Stores } from "../services.ts";
import { WebhookSink } from "./webhook-sink.ts";

export interface WebhooksOptions {
  readonly stores: Pick<Stores, "log" | "keys" | "integrations" | "publisherCursors">;
  readonly clock: Clock;
  readonly translator: Translator;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, integrationId: IntegrationId) => void;
}

export interface WebhookStatus {
  readonly delivered: number;
  readonly refused: number;
  readonly failures: number;
  readonly lastError?: string;
}

interface Running {
  readonly version: number;
  readonly sink: WebhookSink;
  readonly follower: Follower;
  readonly stop: () => Promise<void>;
}

/** Keeps one follower going for every webhook that is switched on. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #running = new Map<IntegrationId, Running>();
  #changing: Promise<void> = Promise.resolve();

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  /** Starts what the store has. */
  async start(): Promise<void> {
    const { integrations } = this.#options.stores;
    let after: string | undefined;
    do {
      const page = await integrations.list({ after, limit: 1000 });
      for (const integration of page.items) await this.apply(integration);
      after = page.next;
    } while (after !== undefined);
  }

  async stop(): Promise<void> {
    await this.#changing;
    await Promise.all([...this.#running.values()].map((running) => running.stop()));
    this.#running.clear();
  }

  /** Makes what runs agree with the integration as it is stored now. */
  apply(integration: Integration): Promise<void> {
    return this.#inTurn(() => this.#apply(integration));
  }

  /** Ends a webhook for good and forgets how far it had come. */
  remove(id: IntegrationId): Promise<void> {
    return this.#inTurn(async () => {
      await this.#end(id);
      await this.#options.stores.publisherCursors.delete(nameOf(id));
    });
  }

  status(id: IntegrationId): WebhookStatus | undefined {
    const running = this.#running.get(id);
    if (!running) return undefined;
    const { failures, lastError } = running.follower.status;
    const { delivered, refused } = running.sink;
    return { delivered, refused, failures, ...(lastError !== undefined && { lastError }) };
  }

  async #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(change);
    this.#changing = done.catch(() => {});
    await done;
  }

  async #apply(integration: Integration): Promise<void> {
    const { id, enabled, kind, version, secretKeyId } = integration;
    if (this.#running.get(id)?.version === version) return;
    await this.#end(id);
    if (!enabled || kind !== "webhook" || secretKeyId === undefined) return;
    const { stores, clock, translator, allowPrivate, failed } = this.#options;
    const secret = (await stores.keys.get([secretKeyId])).get(secretKeyId);
    if (!secret) return failed("its secret is gone", id);
    const sink = new WebhookSink({ integration, secret, clock, allowPrivate });
    const follower = new Follower({
      log: stores.log,
      cursors: stores.publisherCursors,
      clock,
      sink,
      translate: (events) => translator.translate(events),
      from: "now",
    });
    const ended = new AbortController();
    const following = follower
      .run(ended.signal)
      .catch((error: unknown) => failed(errorLine(error), id));
    const stop = async (): Promise<void> => {
      ended.abort();
      await following;
    };
    this.#running.set(id, { version, sink, follower, stop });
  }

  async #end(id: IntegrationId): Promise<void> {
    const running = this.#running.get(id);
    this.#running.delete(id);
    await running?.stop();
  }
}

function nameOf(id: IntegrationId): string {
  return `webhook:${id}`;
}
