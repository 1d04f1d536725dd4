import type { CancelTimer, Clock, GatewayId, Instant } from "@lorats/base";
import type { GatewayUplink } from "@lorats/backhaul";
import type { EventLog, NewEvent } from "@lorats/events";
import { AbsoluteClock } from "../gateway/absolute-clock.ts";
import {
  clockAlarm,
  counterAlarm,
  offlineAlarm,
  onlineAgain,
  serverClockAlarm,
} from "../gateway/alarms.ts";
import { CounterModel, type CounterReading } from "../gateway/clock-model.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import type { Gateway } from "../registry/gateway.ts";
import type { Registry } from "../registry/registry.ts";
import type { Counters } from "./counters.ts";

export interface GatewayWatchParts {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly registry: Registry;
  readonly sender: DownlinkSender;
  readonly counters: Counters;
  readonly failed: (error: unknown, doing: string) => void;
}

/** What a reception tells of its gateway's clocks. */
export interface ClockReading {
  readonly counter?: CounterReading;
  /** Standard deviation of the gateway's absolute time, where it gave one. */
  readonly timeSdNs?: number;
}

interface Watched {
  gateway: Gateway;
  heardAt: Instant;
  isOffline: boolean;
  readonly counter: CounterModel;
  readonly absolute: AbsoluteClock;
}

const LOOK_EVERY_MS = 10_000;
/** A gateway that is silent for so many of its reports counts as offline. */
const REPORTS_MISSED = 3;
const SHORTEST_SILENCE_NS = 90_000_000_000n;
const PAGE = 1000;

/** Watches gateways' clocks and whether they are there, and raises alarms. */
export class GatewayWatch {
  readonly #parts: GatewayWatchParts;
  readonly #gateways = new Map<GatewayId, Watched>();
  #cancel: CancelTimer | undefined;

  constructor(parts: GatewayWatchParts) {
    this.#parts = parts;
  }

  /** Begins to look for gateways that are silent, those among them that have been silent since before. */
  start(): void {
    this.#recall().catch((error: unknown) =>
      this.#parts.failed(error, "looking for gateways that are silent"),
    );
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** The gateway gave a sign of life. */
  heard(gateway: Gateway, at: Instant = this.#parts.clock.now()): void {
    const watched = this.#watched(gateway);
    watched.heardAt = at;
    if (!watched.isOffline) return;
    watched.isOffline = false;
    this.#raise([onlineAgain(gateway, watched.heardAt)]);
  }

  /** Takes the times of a reception. */
  observe(
    gateway: Gateway,
    uplink: GatewayUplink,
    arrival: { readonly at: Instant; readonly sdNs: number; readonly mono: bigint },
  ): ClockReading {
    const watched = this.#watched(gateway);
    const { times } = uplink;
    const counter = times.counter && watched.counter.observe(times.counter, arrival.mono);
    const { sdNs, findings } = watched.absolute.observe({
      times,
      counterNs: counter && !counter.stepped ? counter.counterNs : undefined,
      delayMs: counter?.delayMs ?? 0,
      arrivedAt: arrival.at,
      arrivedSdNs: arrival.sdNs,
    });
    const alarms = findings.map((finding) => clockAlarm(gateway, finding, arrival.at));
    for (const { kind } of findings) this.#parts.counters.add(`gateway-clock:${kind}`);
    if (counter?.stepped) {
      this.#parts.counters.add("gateway-clock:counter-step");
      alarms.push(counterAlarm(gateway, arrival.at));
    }
    this.#raise(alarms);
    return { ...(counter && { counter }), ...(sdNs !== undefined && { timeSdNs: sdNs }) };
  }

  /** The server's own date jumped: told to everybody whose gateways it times. */
  serverStepped(now: Instant, byNs: number): void {
    this.#parts.counters.add("server-clock:step");
    const tenants = new Set([...this.#gateways.values()].map(({ gateway }) => gateway.tenantId));
    this.#raise([...tenants].map((tenantId) => serverClockAlarm(tenantId, now, byNs)));
  }

  #watched(gateway: Gateway): Watched {
    let watched = this.#gateways.get(gateway.id);
    if (!watched) {
      watched = {
        gateway,
        heardAt: this.#parts.clock.now(),
        isOffline: false,
        counter: new CounterModel(),
        absolute: new AbsoluteClock(),
      };
      this.#gateways.set(gateway.id, watched);
    }
    watched.gateway = gateway;
    return watched;
  }

  /** Gateways that were there before this process was have the time of a few reports to come back. */
  async #recall(): Promise<void> {
    const { gateways } = this.#parts.registry;
    let after: string | undefined;
    do {
      const page = await gateways.list({ after, limit: PAGE });
      const seen = await gateways.lastSeen(page.items.map(({ id }) => id));
      for (const gateway of page.items) if (seen.has(gateway.id)) this.#watched(gateway);
      after = page.next;
    } while (after !== undefined);
  }

  #look(): void {
    this.#cancel = this.#parts.clock.after(LOOK_EVERY_MS, () => {
      const now = this.#parts.clock.now();
      for (const watched of this.#gateways.values()) this.#judge(watched, now);
      this.#look();
    });
  }

  #judge(watched: Watched, now: Instant): void {
    const { gateway, heardAt } = watched;
    // A line that is open is a sign of life too: Basics Station sends no reports.
    if (this.#parts.sender.link(gateway.id)) return this.heard(gateway);
    if (watched.isOffline || gateway.disabled) return;
    const reports = BigInt(REPORTS_MISSED * gateway.statsIntervalS) * 1_000_000_000n;
    const silence = reports > SHORTEST_SILENCE_NS ? reports : SHORTEST_SILENCE_NS;
    if (now - heardAt < silence) return;
    watched.isOffline = true;
    this.#parts.counters.add("gateways:offline");
    this.#raise([offlineAlarm(gateway, now, heardAt)]);
  }

  #raise(alarms: readonly NewEvent[]): void {
    if (alarms.length === 0) return;
    this.#parts.log.append(alarms).catch((error: unknown) => {
      this.#parts.failed(error, "raising an alarm");
    });
  }
}
