import type { TenantId } from "@lorats/base";
import type { DownlinkSender, GatewayLink } from "../ports/downlink-sender.ts";
import type { Gateway } from "../registry/gateway.ts";
import type { Copy } from "../uplink/reception.ts";

/** A gateway that could send to a device, and how well the device should hear it. */
export interface DownlinkPath {
  readonly gateway: Gateway;
  readonly link: GatewayLink;
  readonly snrDb: number;
  /** The copy of the uplink that is answered. */
  readonly copy?: Copy;
}

/** How one gateway heard the device. */
export interface Hearing {
  readonly gateway: Gateway;
  readonly snrDb: number;
  readonly rssiDbm: number;
  readonly copy?: Copy;
}

export interface PathQuery {
  /** The channel plan of whoever listens: gateways that were moved to another one are passed over. */
  readonly region: string;
  readonly tenantId: TenantId;
  /** May this tenant's gateways send for others? */
  readonly sharesDownlinks: (tenantId: TenantId) => boolean;
  readonly sender: DownlinkSender;
  /** SNR that the window's data rate needs. */
  readonly requiredSnrDb: number;
  readonly preferredMarginDb: number;
  /** What a gateway has been on the air lately; the least busy of equals sends. */
  readonly load: (gateway: Gateway) => number;
}

export function hearingOf(copy: Copy): Hearing {
  const { gateway, uplink } = copy;
  return { gateway, snrDb: uplink.snrDb ?? 0, rssiDbm: uplink.rssiDbm, copy };
}

/**
 * The gateways that can send, best first: those with margin enough by load, then the others by margin.
 * Gateways that are disabled, not connected, of another region, another tenant's private ones, or without a timer
 * context are left out.
 */
export function downlinkPaths(hearings: readonly Hearing[], query: PathQuery): DownlinkPath[] {
  const best = new Map<string, DownlinkPath & Hearing>();
  for (const hearing of hearings) {
    const { gateway, copy, snrDb } = hearing;
    if (!gateway.downlinkAllowed || gateway.disabled || gateway.region !== query.region) continue;
    if (copy && copy.uplink.context.length === 0) continue;
    if (gateway.tenantId !== query.tenantId && !query.sharesDownlinks(gateway.tenantId)) continue;
    const link = query.sender.link(gateway.id);
    if (!link) continue;
    const known = best.get(gateway.id);
    if (!known || snrDb > known.snrDb) best.set(gateway.id, { ...hearing, link });
  }
  const comfortable = query.requiredSnrDb + query.preferredMarginDb;
  return [...best.values()].toSorted((a, b) => {
    const [aGood, bGood] = [a.snrDb >= comfortable, b.snrDb >= comfortable];
    if (aGood !== bGood) return aGood ? -1 : 1;
    if (aGood) return query.load(a.gateway) - query.load(b.gateway) || b.snrDb - a.snrDb;
    return b.snrDb - a.snrDb || b.rssiDbm - a.rssiDbm;
  });
}
