import type { Clock } from "@lorats/base";
import { Follower, type Integration, type IntegrationId, type Translator } from "@lorats/platform";
import { FollowerSet } from "../delivery/follower-set.ts";
import type { Stores } from "../services.ts";
import { WebhookSink } from "./webhook-sink.ts";

export interface WebhooksOptions {
  readonly stores: Pick<Stores, "log" | "keys" | "integrations" | "publisherCursors">;
  readonly clock: Clock;
  readonly translator: Translator;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, integrationId: string) => void;
}

export interface WebhookStatus {
  readonly delivered: number;
  readonly refused: number;
  readonly failures: number;
  readonly lastError?: string;
}

/** One webhook at work. */
interface Working {
  readonly sink: WebhookSink;
  readonly follower: Follower;
  run(signal: AbortSignal): Promise<void>;
}

/** Keeps one follower going for every webhook that is switched on. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #working: FollowerSet<Working>;

  constructor(options: WebhooksOptions) {
    this.#options = options;
    this.#working = new FollowerSet(options.failed);
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

  stop(): Promise<void> {
    return this.#working.stop();
  }

  /** Makes what runs agree with the integration as it is stored now. */
  apply(integration: Integration): Promise<void> {
    const { id, version } = integration;
    return this.#working.set(id, version, () => this.#make(integration));
  }

  /** Ends a webhook for good and forgets how far it had come. */
  remove(id: IntegrationId): Promise<void> {
    return this.#working.remove(id, () => this.#options.stores.publisherCursors.delete(nameOf(id)));
  }

  status(id: IntegrationId): WebhookStatus | undefined {
    const working = this.#working.get(id);
    if (!working) return undefined;
    const { failures, lastError } = working.follower.status;
    const { delivered, refused } = working.sink;
    return { delivered, refused, failures, ...(lastError !== undefined && { lastError }) };
  }

  async #make(integration: Integration): Promise<Working | undefined> {
    const { id, enabled, kind, secretKeyId } = integration;
    if (!enabled || kind !== "webhook" || secretKeyId === undefined) return undefined;
    const { stores, clock, translator, allowPrivate, failed } = this.#options;
    const secret = (await stores.keys.get([secretKeyId])).get(secretKeyId);
    if (!secret) {
      failed("its secret is gone", id);
      return undefined;
    }
    const sink = new WebhookSink({ integration, secret, clock, allowPrivate });
    const follower = new Follower({
      log: stores.log,
      cursors: stores.publisherCursors,
      clock,
      sink,
      translate: (events) => translator.translate(events),
      from: "now",
    });
    return { sink, follower, run: (signal) => follower.run(signal) };
  }
}

function nameOf(id: IntegrationId): string {
  return `webhook:${id}`;
}
