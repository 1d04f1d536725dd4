import type { ApplicationId, Clock, TenantId } from "@lorats/base";
import {
  everyItem,
  ExternalData,
  type EnrichmentSource,
  type EnrichmentSourceId,
} from "@lorats/platform";
import { secretOf } from "../outbound/kept-secret.ts";
import type { Stores } from "../services.ts";
import { Refresher, type EnrichmentStatus } from "./refresher.ts";

export interface EnrichmentsOptions {
  readonly stores: Pick<Stores, "enrichmentSources" | "keys" | "log">;
  readonly clock: Clock;
  readonly allowPrivate: boolean;
  readonly failed: (error: string, sourceId: string) => void;
}

interface Working {
  readonly source: EnrichmentSource;
  readonly refresher: Refresher;
}

const NEVER_ASKED: EnrichmentStatus = { fetched: 0, failed: 0, spots: 0, refusedSpots: 0 };

/** Everything that payloads are enriched with from outside: asked beside the frames' way, read back from the log on it. */
export class Enrichments {
  readonly #options: EnrichmentsOptions;
  readonly #working = new Map<EnrichmentSourceId, Working>();
  readonly #byTenant = new Map<TenantId, readonly EnrichmentSource[]>();
  /** What came of all questions. */
  readonly outcomes: Map<string, number> = new Map([
    ["fetched", 0],
    ["failed", 0],
  ]);
  /** For frames as they come: what they want to know is asked from then on. */
  readonly live: ExternalData;
  /** For frames that are worked out again. */
  readonly history: ExternalData;

  constructor(options: EnrichmentsOptions) {
    this.#options = options;
    const { log } = options.stores;
    const sources = (
      tenantId: TenantId,
      applicationId: ApplicationId,
    ): readonly EnrichmentSource[] => this.#sourcesOf(tenantId, applicationId);
    this.history = new ExternalData({ log, sources });
    this.live = new ExternalData({
      log,
      sources,
      wanted: ({ id }, spot, time) => this.#working.get(id)?.refresher.want(spot, time),
    });
  }

  /** Starts what the store has. */
  async start(): Promise<void> {
    for await (const source of everyItem(this.#options.stores.enrichmentSources)) {
      await this.apply(source);
    }
  }

  async stop(): Promise<void> {
    for (const { refresher } of this.#working.values()) refresher.stop();
  }

  /** Makes what runs agree with the source as it is stored now. */
  async apply(source: EnrichmentSource): Promise<void> {
    const { stores, clock, allowPrivate, failed } = this.#options;
    const secret = await secretOf(stores, source.secretKeyId);
    this.remove(source.id);
    if (!source.enabled) return;
    const refresher = new Refresher({
      source,
      secret,
      log: stores.log,
      clock,
      allowPrivate,
      asked: (error) => {
        const outcome = error === undefined ? "fetched" : "failed";
        this.outcomes.set(outcome, this.outcomes.get(outcome)! + 1);
        if (error !== undefined) failed(error, source.id);
      },
    });
    this.#working.set(source.id, { source, refresher });
    this.#byTenant.delete(source.tenantId);
  }

  remove(id: EnrichmentSourceId): void {
    const working = this.#working.get(id);
    if (!working) return;
    working.refresher.stop();
    this.#working.delete(id);
    this.#byTenant.delete(working.source.tenantId);
  }

  status(id: EnrichmentSourceId): EnrichmentStatus {
    return this.#working.get(id)?.refresher.status ?? NEVER_ASKED;
  }

  /** An application's own come last, so that they win over the tenant's of the same field. */
  #sourcesOf(tenantId: TenantId, applicationId: ApplicationId): readonly EnrichmentSource[] {
    const known = this.#byTenant.get(tenantId);
    const all = known ?? this.#ofTenant(tenantId);
    if (!known) this.#byTenant.set(tenantId, all);
    if (all.length === 0) return all;
    return all.filter((one) => (one.applicationId ?? applicationId) === applicationId);
  }

  #ofTenant(tenantId: TenantId): readonly EnrichmentSource[] {
    const own = [...this.#working.values()]
      .map(({ source }) => source)
      .filter((source) => source.tenantId === tenantId);
    const isApplications = ({ applicationId }: EnrichmentSource): number =>
      applicationId === undefined ? 0 : 1;
    return own.toSorted((a, b) => isApplications(a) - isApplications(b) || (a.id < b.id ? -1 : 1));
  }
}
