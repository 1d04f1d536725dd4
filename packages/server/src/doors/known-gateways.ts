import {
  newId,
  type Clock,
  type Eui64,
  type GatewayId,
  type Random,
  type TenantId,
} from "@lorats/base";
import type { Gateway, Registry } from "@lorats/network";
import type { Config } from "../config/settings.ts";

/** How long it is remembered that nobody knows a gateway. */
const UNKNOWN_FOR_NS = 10_000_000_000n;
const MAX_ENTRIES = 100_000;

interface Entry {
  readonly gateway: Gateway | undefined;
  readonly at: bigint;
}

export interface KnownGatewaysParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: Random;
  readonly unknown: Config["semtech_udp.unknown_gateways"];
  /** Where gateways go that register themselves. */
  readonly homeTenant: TenantId;
  readonly registered: (gateway: Gateway) => Promise<void>;
}

/** Gateways by EUI, as a door needs them for every datagram: from memory, until the registry says otherwise. */
export class KnownGateways {
  readonly #parts: KnownGatewaysParts;
  readonly #entries = new Map<Eui64, Entry>();
  readonly #asking = new Map<Eui64, Promise<Gateway | undefined>>();
  readonly #unsubscribe: () => void;

  constructor(parts: KnownGatewaysParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.registry.subscribe(({ kind }) => {
      if (kind === "gateway") this.#entries.clear();
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  /**
   * The gateway, at once when it is remembered. `mayAsk` is consulted before the registry is: whoever makes up EUIs
   * shall not keep it busy.
   */
  find(eui: Eui64, mayAsk: () => boolean): Gateway | undefined | Promise<Gateway | undefined> {
    const entry = this.#entries.get(eui);
    if (entry?.gateway) return entry.gateway;
    if (entry && this.#parts.clock.monotonic() - entry.at < UNKNOWN_FOR_NS) return undefined;
    let asking = this.#asking.get(eui);
    if (!asking) {
      if (!mayAsk()) return undefined;
      asking = this.#ask(eui).finally(() => this.#asking.delete(eui));
      this.#asking.set(eui, asking);
    }
    return asking;
  }

  async #ask(eui: Eui64): Promise<Gateway | undefined> {
    const { registry, clock, unknown } = this.#parts;
    const known = (await registry.gateways.byEui([eui])).get(eui);
    const gateway = known ?? (unknown === "register" ? await this.#register(eui) : undefined);
    this.#entries.delete(eui);
    this.#entries.set(eui, { gateway, at: clock.monotonic() });
    // Made-up EUIs push out one another, and at worst an entry that is asked for again.
    if (this.#entries.size > MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value!);
    return gateway;
  }

  async #register(eui: Eui64): Promise<Gateway | undefined> {
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
        description: "Registered itself by Semtech UDP",
        tags: {},
        region: "EU868",
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
