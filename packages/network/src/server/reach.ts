import type { Clock, GatewayId, TenantId } from "@lorats/base";
import {
  type Attempt,
  attempts,
  immediateAttempts,
  slotAttempts,
  type TimedWindow,
} from "../downlink/attempts.ts";
import {
  type DownlinkPath,
  type Hearing,
  type PathQuery,
  downlinkPaths,
  hearingOf,
} from "../downlink/paths.ts";
import { type Window, dataWindows, joinWindows, rejoinWindows } from "../downlink/windows.ts";
import type { DeviceLink, Session } from "../device/session.ts";
import type { GatewayAirtime } from "../gateway/airtime.ts";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import { regionOf } from "../radio/regions.ts";
import { requiredSnrDb, uplinkDataRate } from "../radio/rules.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";
import { best } from "../uplink/decide.ts";
import type { DecisionDelay } from "./decision-delay.ts";
import type { Directory } from "./directory.ts";
import type { ClassAOpportunity, Opportunity } from "./opportunity.ts";

export interface ReachParts {
  readonly clock: Clock;
  readonly options: NetworkOptions;
  readonly directory: Directory;
  readonly sender: DownlinkSender;
  readonly airtime: GatewayAirtime;
  readonly delay: DecisionDelay;
}

/** Which windows there are to speak to somebody, and which gateways could use them. */
export class Reach {
  readonly #parts: ReachParts;

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  /**
   * When an opportunity is best decided: as late as the first way through RX1 allows, so that applications have time
   * to answer, but no sooner than they were promised; if RX1 is over by then, as late as RX2 allows. A server that was
   * slow lately begins earlier.
   */
  dueMono(opportunity: ClassAOpportunity, session: Session | undefined): bigint {
    const { clock, options, delay } = this.#parts;
    const waitMs = opportunity.kind === "join" ? 0 : options.applicationDelayMs;
    const promised = clock.monotonic() + BigInt(Math.round(waitMs * 1e6));
    const leastNs = BigInt(Math.round(options.downlinkLeadMs * 1e6));
    const leadNs = leastNs + BigInt(Math.round(delay.recentMs * 1e6));
    for (const window of this.windows(opportunity, session)) {
      for (const { deadlineMono } of this.attempts(opportunity, [window])) {
        if (deadlineMono - leastNs < promised) continue;
        return deadlineMono - leadNs > promised ? deadlineMono - leadNs : promised;
      }
    }
    return promised;
  }

  /** The receive windows after an uplink. */
  windows(opportunity: ClassAOpportunity, session: Session | undefined): Window[] {
    const { heard, profile } = opportunity;
    const region = regionOf(profile);
    const { uplink } = best(heard.copies);
    const dataRate = uplinkDataRate(region, uplink.modulation) ?? 0;
    const place = { freqHz: uplink.freqHz, dataRate };
    if (opportunity.kind === "data") return session ? dataWindows(region, session, place) : [];
    // A rejoining device listens as its session has it, only later.
    const keepsRadio = opportunity.request === "rejoin-0" || opportunity.request === "rejoin-2";
    return keepsRadio && session
      ? rejoinWindows(region, session, place)
      : joinWindows(region, place);
  }

  /** The ways of answering an uplink in these windows. */
  attempts(opportunity: ClassAOpportunity, windows: readonly Window[]): Attempt[] {
    const hearings = opportunity.heard.copies.map(hearingOf);
    return attempts(windows, (window) => this.#paths(opportunity, hearings, window));
  }

  /** The ways of speaking at once to a device that always listens. */
  atOnce(opportunity: Opportunity, { links }: Session, window: Window): Attempt[] {
    const paths = this.#paths(opportunity, this.hearings(links), window);
    return immediateAttempts(window, paths, this.#parts.clock.monotonic());
  }

  /** The ways of speaking in one of these ping slots. */
  inSlots(opportunity: Opportunity, { links }: Session, slots: readonly TimedWindow[]): Attempt[] {
    const [first] = slots;
    if (!first) return [];
    return slotAttempts(slots, this.#paths(opportunity, this.hearings(links), first.window));
  }

  /** How gateways that are loaded heard a device last. */
  hearings(links: readonly DeviceLink[]): Hearing[] {
    return links.flatMap(({ gatewayId, snrDb, rssiDbm }) => {
      const gateway = this.#parts.directory.gateway(gatewayId);
      return gateway ? [{ gateway, snrDb, rssiDbm }] : [];
    });
  }

  /** One gateway that is loaded, if it can send for this tenant in this region. */
  pathOver(
    gatewayId: GatewayId,
    { tenantId, region }: Pick<MulticastGroup, "tenantId" | "region">,
  ): DownlinkPath | undefined {
    const gateway = this.#parts.directory.gateway(gatewayId);
    if (!gateway) return undefined;
    const hearing = { gateway, snrDb: 0, rssiDbm: 0 };
    return downlinkPaths([hearing], this.#query(tenantId, region, 0))[0];
  }

  #paths(
    { device, profile }: Opportunity,
    hearings: readonly Hearing[],
    window: Window,
  ): DownlinkPath[] {
    const required = requiredSnrDb(regionOf(profile), window.dataRate);
    return downlinkPaths(hearings, this.#query(device.tenantId, profile.region, required));
  }

  #query(tenantId: TenantId, region: string, required: number): PathQuery {
    const { sender, directory, options, airtime, clock } = this.#parts;
    const nowUs = Number(clock.monotonic() / 1000n);
    return {
      region,
      tenantId,
      sharesDownlinks: (id) => directory.tenant(id)?.sharesDownlinks ?? false,
      sender,
      requiredSnrDb: required,
      preferredMarginDb: options.preferredMarginDb,
      load: (gateway) => airtime.load(gateway.id, nowUs),
    };
  }
}
