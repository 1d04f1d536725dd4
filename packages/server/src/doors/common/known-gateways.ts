import {
  newId,
  type Clock,
  type Eui64,
  type GatewayId,
  type Random,
  type TenantId,
} from "@lorats/base";
import type { Gateway, Registry } from "@lorats/network";

/** How long it is remembered that nobody knows a gateway. */
const UNKNOWN_FOR_NS = 10_000_000_000n;
const MAX_ENTRIES = 100_000;

interface Entry {
  readonly gateway: Gateway | undefined;
  readonly at: bigint;
}

/** What a gateway gets that registers itself. */
export interface Newcomer {
  readonly region: string;
  readonly subBand?: number | undefined;
  /** Where it came from, for people: `Semtech UDP`. */
  readonly by: string;
}

export interface KnownGatewaysParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  /** Where gateways go that register themselves. */
  readonly homeTenant: TenantId;
  readonly registered: (gateway: Gateway) => Promise<void>;
}

/** Gateways by EUI, as doors need them for every message: from memory, until the registry says otherwise. */
export class KnownGateways {
  readonly #parts: KnownGatewaysParts;
  readonly #entries = new Map<Eui64, Entry>();
  readonly #asking = new Map<Eui64, Promise<Gateway | undefined>>();
  readonly #listeners = new Set<(ids: ReadonlySet<string>) => void>();
  readonly #unsubscribe: () => void;

  constructor(parts: KnownGatewaysParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.registry.subscribe(({ kind, ids }) => {
      if (kind !== "gateway") return;
      this.#entries.clear();
      const changed = new Set(ids);
      for (const listener of this.#listeners) listener(changed);
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  onChange(listener: (ids: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The gateway, at once when it is remembered. `mayAsk` is consulted before the registry is: whoever makes up EUIs
   * shall not keep it busy. With `newcomer`, one that nobody created is registered.
   */
  find(
    eui: Eui64,
    mayAsk: () => boolean,
    newcomer?: Newcomer,
  ): Gateway | undefined | Promise<Gateway | undefined> {
    const entry = this.#entries.get(eui);
    if (entry?.gateway) return entry.gateway;
    const isFresh = entry && this.#parts.clock.monotonic() - entry.at < UNKNOWN_FOR_NS;
    if (isFresh) return undefined;
    let asking = this.#asking.get(eui);
    if (!asking) {
      if (!mayAsk()) return undefined;
      asking = this.#ask(eui, newcomer).finally(() => this.#asking.delete(eui));
      this.#asking.set(eui, asking);
    }
    return asking;
  }

  async #ask(eui: Eui64, newcomer: Newcomer | undefined): Promise<Gateway | undefined> {
    const { registry, clock } = this.#parts;
    const known = (await registry.gateways.byEui([eui])).get(eui);
    const gateway = known ?? (newcomer && (await this.#register(eui, newcomer)));
    this.#entries.delete(eui);
    this.#entries.set(eui, { gateway, at: clock.monotonic() });
    // Made-up EUIs push out one another, and at worst an entry that is asked for again.
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
    return gateway;
  }

  async #register(eui: Eui64, { region, subBand, by }: Newcomer): Promise<Gateway | undefined> {
    const { registry, clock, random, homeTenant, registered } = this.#parts;
    const tenant = (await registry.tenants.get([homeTenant])).get(homeTenant);
    const count = await registry.gateways.count({ tenantId: homeTenant });
    if (tenant && tenant.maxGateways > 0 && count >= tenant.maxGateways) return undefined;
    const [created] = await registry.gateways.create([
      {
        id: newId<GatewayId>(clock, random),
        tenantId: homeTenant,
        eui,
        name: eui,
        description: `Registered itself by ${by}`,
        tags: {},
        region,
        ...(subBand !== undefined && { subBand }),
        antennaGainDbi: 0,
        cableLossDb: 0,
        subtractsOwnGain: true,
        downlinkAllowed: true,
        disabled: false,
        statsIntervalS: 30,
      },
    ]);
    await registered(created!);
    return created;
  }
}
