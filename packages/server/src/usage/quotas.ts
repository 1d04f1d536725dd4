import { formatInstant, type Clock, type TenantId } from "@lorats/base";
import { newEvent, type AlarmCode } from "@lorats/events";
import type { Tenant } from "@lorats/network";
import { hourOf } from "@lorats/platform";
import { HttpProblem } from "../http/problem.ts";
import type { Metrics } from "../metrics.ts";
import type { Stores } from "../services.ts";
import type { Meter } from "./meter.ts";

/** What a tenant may have or use; 0 is without limit. */
const QUOTAS = {
  devices: ({ maxDevices }: Tenant) => maxDevices,
  gateways: ({ maxGateways }: Tenant) => maxGateways,
  integrations: ({ maxIntegrations = 0 }: Tenant) => maxIntegrations,
  "calls-per-hour": ({ maxCallsPerHour = 0 }: Tenant) => maxCallsPerHour,
  "events-per-hour": ({ maxEventsPerHour = 0 }: Tenant) => maxEventsPerHour,
  "storage-bytes": ({ maxStorageMib = 0 }: Tenant) => maxStorageMib * 1_048_576,
} as const;
export type QuotaName = keyof typeof QUOTAS;

export interface QuotaState {
  readonly name: QuotaName;
  /** 0: without limit. */
  readonly limit: number;
  readonly used: number;
  /** When what was used is forgotten. */
  readonly resetsAt?: string;
}

export interface QuotasOptions {
  readonly stores: Pick<Stores, "registry" | "integrations" | "log">;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly failed: (error: unknown) => void;
}

const HOUR_NS = 3_600_000_000_000n;
const HOURLY: ReadonlySet<QuotaName> = new Set(["calls-per-hour", "events-per-hour"]);
/** What radio brings cannot be refused, only told. */
const WATCHED = ["events-per-hour", "storage-bytes"] as const;

/**
 * What tenants may have and use. A refusal says which quota, how much, and when to come again; it is counted. What comes by
 * radio is never refused, since a device cannot be told to come again: it is counted, and an alarm says so.
 */
export class Quotas {
  readonly #options: QuotasOptions;
  readonly #tenants = new Map<TenantId, Tenant>();
  /** `tenant/quota` of those over it, with the hour in which that was told. */
  readonly #over = new Map<string, bigint>();

  constructor(options: QuotasOptions) {
    this.#options = options;
    options.stores.registry.subscribe(({ kind, ids }) => {
      if (kind === "tenant") for (const id of ids) this.#tenants.delete(id as TenantId);
    });
    options.meter.onEvents((tenantIds) => {
      for (const tenantId of tenantIds) void this.#watch(tenantId).catch(options.failed);
    });
  }

  async states(tenantId: TenantId): Promise<QuotaState[]> {
    const tenant = await this.#tenant(tenantId);
    if (!tenant) return [];
    const names = Object.keys(QUOTAS) as QuotaName[];
    return Promise.all(names.map((name) => this.#state(tenant, name)));
  }

  /** How many more the tenant may have; without limit: Infinity. */
  async room(tenantId: TenantId, name: QuotaName): Promise<number> {
    const tenant = await this.#tenant(tenantId);
    const limit = tenant ? QUOTAS[name](tenant) : 0;
    return limit === 0 ? Infinity : Math.max(0, limit - (await this.#used(tenantId, name)));
  }

  /**
   * Passes while the tenant may have one more.
   * @param subject who asks, as the meter names them
   * @throws {HttpProblem} 403 `TENANT_QUOTA`; 429 `TENANT_QUOTA` with when to come again for what is by the hour
   */
  async demand(tenantId: TenantId, name: QuotaName, subject: string): Promise<void> {
    if ((await this.room(tenantId, name)) >= 1) return;
    throw await this.refuse(tenantId, name, subject);
  }

  /** Passes while the tenant may store so many more events. Throws as `demand` does. */
  async demandEvents(tenantId: TenantId, events: number, subject: string): Promise<void> {
    for (const name of WATCHED) {
      const wanted = name === "events-per-hour" ? events : 1;
      if ((await this.room(tenantId, name)) >= wanted) continue;
      throw await this.refuse(tenantId, name, subject);
    }
  }

  /** Counts a refusal, and says what it is. */
  async refuse(tenantId: TenantId, name: QuotaName, subject: string): Promise<HttpProblem> {
    const { metrics, meter, clock } = this.#options;
    metrics.quotaRefused.inc({ quota: name });
    meter.count(tenantId, subject, { refusals: 1 });
    const tenant = await this.#tenant(tenantId);
    const limit = tenant ? QUOTAS[name](tenant) : 0;
    const what = `this tenant may have ${limit} ${name.replaceAll("-", " ")}, which are used up`;
    if (!HOURLY.has(name)) return new HttpProblem(403, "TENANT_QUOTA", what);
    const seconds = Number((this.#nextHour() - clock.now()) / 1_000_000_000n) + 1;
    return new HttpProblem(429, "TENANT_QUOTA", what, { retryAfterS: seconds });
  }

  async #state(tenant: Tenant, name: QuotaName): Promise<QuotaState> {
    const state = { name, limit: QUOTAS[name](tenant), used: await this.#used(tenant.id, name) };
    return HOURLY.has(name) ? { ...state, resetsAt: formatInstant(this.#nextHour()) } : state;
  }

  #nextHour(): bigint {
    return hourOf(this.#options.clock.now()) + HOUR_NS;
  }

  async #used(tenantId: TenantId, name: QuotaName): Promise<number> {
    const { stores, meter } = this.#options;
    switch (name) {
      case "devices":
        return stores.registry.devices.count({ tenantId });
      case "gateways":
        return stores.registry.gateways.count({ tenantId });
      case "integrations":
        return (await stores.integrations.list({ tenantId, limit: 1000 })).items.length;
      case "calls-per-hour":
        return meter.of(tenantId).hour.calls;
      case "events-per-hour":
        return meter.of(tenantId).hour.eventsIn;
      case "storage-bytes":
        return meter.of(tenantId).stored;
    }
  }

  async #tenant(id: TenantId): Promise<Tenant | undefined> {
    const known = this.#tenants.get(id);
    if (known) return known;
    const tenant = (await this.#options.stores.registry.tenants.get([id])).get(id);
    if (tenant) this.#tenants.set(id, tenant);
    return tenant;
  }

  /** Raises an alarm once an hour while a tenant is over a quota, and ends it when it no longer is. */
  async #watch(tenantId: TenantId): Promise<void> {
    for (const name of WATCHED) {
      const key = `${tenantId}/${name}`;
      const hour = hourOf(this.#options.clock.now());
      const told = this.#over.get(key);
      const isOver = (await this.room(tenantId, name)) === 0;
      if (isOver === (told !== undefined) && (told === hour || !isOver)) continue;
      if (isOver) this.#over.set(key, hour);
      else this.#over.delete(key);
      await this.#tell(tenantId, name, isOver ? "raised" : "ended");
    }
  }

  async #tell(tenantId: TenantId, name: QuotaName, state: "raised" | "ended"): Promise<void> {
    const { stores, clock } = this.#options;
    const tenant = await this.#tenant(tenantId);
    const used = await this.#used(tenantId, name);
    const limit = tenant ? QUOTAS[name](tenant) : 0;
    const words = name.replaceAll("-", " ");
    const at = { tenantId, key: tenantId, time: clock.now() };
    const signal = {
      code: `quota-${name}` as const satisfies AlarmCode,
      subject: { kind: "tenant" as const, id: tenantId },
      state,
      severity: "warning" as const,
      message: `${used} of ${limit} ${words} are used`,
      details: { used, limit },
    };
    await stores.log.append([newEvent("alarm-signal", at, signal)]);
  }
}
