import type { Clock, Random } from "@lorats/base";
import { Follower, type Integration, type IntegrationId, type Translator } from "@lorats/platform";
import { FollowerSet } from "../delivery/follower-set.ts";
import type { Meter } from "../usage/meter.ts";
import type { Stores } from "../services.ts";
import { IntegrationSink } from "./integration-sink.ts";
import { amqp } from "./kinds/amqp.ts";
import { influxdb } from "./kinds/influxdb.ts";
import { kafka } from "./kinds/kafka.ts";
import { mqtt } from "./kinds/mqtt.ts";
import { nats } from "./kinds/nats.ts";
import { postgresql } from "./kinds/postgresql.ts";
import { webhook } from "./kinds/webhook.ts";
import type { IntegrationKind } from "./target.ts";

/** Every kind of integration there is. */
const KINDS: readonly IntegrationKind[] = [webhook, mqtt, influxdb, postgresql, amqp, nats, kafka];

export const INTEGRATION_KINDS: readonly string[] = KINDS.map(({ kind }) => kind);

export interface IntegrationsOptions {
  readonly stores: Pick<
    Stores,
    "log" | "keys" | "integrations" | "publisherCursors" | "deadLetters"
  >;
  readonly clock: Clock;
  readonly random: Random;
  readonly translator: Translator;
  readonly meter: Pick<Meter, "countSent">;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, integrationId: string) => void;
}

export interface IntegrationStatus {
  readonly delivered: number;
  readonly refused: number;
  readonly failures: number;
  readonly lastError?: string;
}

/** One integration at work. */
interface Working {
  readonly sink: IntegrationSink;
  readonly follower: Follower;
  run(signal: AbortSignal): Promise<void>;
}

/** Keeps one follower going for every integration that is switched on: a slow or dead target delays no other. */
export class Integrations {
  readonly #options: IntegrationsOptions;
  readonly #working: FollowerSet<Working>;

  constructor(options: IntegrationsOptions) {
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

  /** Ends one for good and forgets how far it had come, and what it could not deliver. */
  remove(id: IntegrationId): Promise<void> {
    const { publisherCursors, deadLetters } = this.#options.stores;
    return this.#working.remove(id, async () => {
      await publisherCursors.delete(`webhook:${id}`);
      const letters = deadLetters(id);
      for (let left = true; left;) {
        const { items } = await letters.list({ limit: 1000 });
        await letters.delete(items.map((one) => one.id));
        left = items.length === 1000;
      }
    });
  }

  status(id: IntegrationId): IntegrationStatus | undefined {
    const working = this.#working.get(id);
    if (!working) return undefined;
    const { failures, lastError } = working.follower.status;
    const { delivered, refused } = working.sink;
    return { delivered, refused, failures, ...(lastError !== undefined && { lastError }) };
  }

  /** Offers dead letters again: those named, or the oldest thousand. Undefined while the integration is switched off. */
  async replay(
    id: IntegrationId,
    ids?: readonly string[],
  ): Promise<{ delivered: number; refused: number } | undefined> {
    const sink = this.#working.get(id)?.sink;
    if (!sink) return undefined;
    const letters = this.#options.stores.deadLetters(id);
    const items = ids ? await letters.get(ids) : (await letters.list({ limit: 1000 })).items;
    let delivered = 0;
    for (const letter of items) {
      const reason = await sink.again(letter);
      if (reason === undefined) {
        delivered++;
        await letters.delete([letter.id]);
      } else if (reason !== letter.reason) await letters.update({ ...letter, reason });
    }
    return { delivered, refused: items.length - delivered };
  }

  async #make(integration: Integration): Promise<Working | undefined> {
    const { id, enabled, secretKeyId } = integration;
    const kind = KINDS.find((one) => one.kind === integration.kind);
    if (!enabled || !kind || secretKeyId === undefined) return undefined;
    const { stores, clock, random, translator, allowPrivate, failed, meter } = this.#options;
    const secret = (await stores.keys.get([secretKeyId])).get(secretKeyId);
    if (!secret) {
      failed("its secret is gone", id);
      return undefined;
    }
    const target = kind.open({ integration, secret, clock, allowPrivate });
    const deadLetters = stores.deadLetters(id);
    const sink = new IntegrationSink({ integration, target, deadLetters, clock, random, meter });
    const follower = new Follower({
      log: stores.log,
      cursors: stores.publisherCursors,
      clock,
      sink,
      translate: (events) => translator.translate(events),
      from: "now",
    });
    const run = async (signal: AbortSignal): Promise<void> => {
      try {
        await follower.run(signal);
      } finally {
        await sink.close();
      }
    };
    return { sink, follower, run };
  }
}
