import {
  type Clock,
  type GatewayId,
  type Instant,
  NS_PER_S,
  fromBase64,
  parseInstant,
} from "@lorats/base";
import type { EventLog } from "@lorats/events";
import { getRegion } from "@lorats/lorawan";
import { downlinkLimitDbm } from "../downlink/windows.ts";
import type { GatewayAirtime } from "../gateway/airtime.ts";
import { airtimeNs, bandwidthOf } from "../radio/rules.ts";
import type { Gateway } from "../registry/gateway.ts";
import type { Registry } from "../registry/registry.ts";
import { gatewayModulation } from "../uplink/reception.ts";
import type { PowerCaps } from "./power-caps.ts";
import { NO_ANSWER, type PastDownlink, downlinksSince } from "./recovery.ts";

const HOUR_NS = 3600n * NS_PER_S;

/** What a restart forgets of gateways and finds again in the log's last hour. */
export interface GatewayMemory {
  readonly airtime: GatewayAirtime;
  readonly powers: PowerCaps;
}

/**
 * Notes what gateways sent in the last hour, which the law counts whatever became of the process meanwhile, and how loud
 * they turned out to be.
 */
export async function restoreGateways(
  { airtime, powers }: GatewayMemory,
  from: { readonly log: EventLog; readonly registry: Registry; readonly clock: Clock },
): Promise<void> {
  const { log, registry, clock } = from;
  const now = clock.now();
  const past = await downlinksSince(log, now - HOUR_NS);
  const ids = new Set<GatewayId>(past.map(({ event }) => event.body.gatewayId));
  const gateways = await registry.gateways.get([...ids]);
  const toMono = clock.monotonic() - now;
  for (const one of past.toReversed()) {
    const gateway = gateways.get(one.event.body.gatewayId);
    if (!gateway) continue;
    if (mayHaveBeenSent(one)) restoreAirtime(airtime, gateway, one, toMono);
    restorePower(powers, gateway, one);
  }
}

function mayHaveBeenSent({ status }: PastDownlink): boolean {
  return status === undefined || status === "OK" || status === NO_ANSWER;
}

function restoreAirtime(
  airtime: GatewayAirtime,
  { id, region }: Gateway,
  { event: { body, time } }: PastDownlink,
  toMono: Instant,
): void {
  const startsAt = body.startsAt === undefined ? time : parseInstant(body.startsAt);
  const modulation = gatewayModulation(body.modulation);
  const bytes = fromBase64(body.phyPayload).length;
  airtime.restore(id, getRegion(region).regulation[0], {
    startUs: Number((toMono + startsAt) / 1000n),
    transmission: {
      frequencyHz: body.freqHz,
      bandwidthHz: bandwidthOf(modulation),
      durationUs: Math.ceil(airtimeNs(modulation, bytes, false) / 1000),
    },
  });
}

/** Refused as too loud; or taken with less than the law allows, since the gateway had refused more before. */
function restorePower(
  powers: PowerCaps,
  { id, region }: Gateway,
  { event: { body }, status }: PastDownlink,
): void {
  if (status === "TX_POWER") powers.tooLoud(id, body.powerDbm);
  if (status !== "OK") return;
  const bandwidthHz = bandwidthOf(gatewayModulation(body.modulation));
  const limitDbm = downlinkLimitDbm(getRegion(region), body.freqHz, bandwidthHz);
  if (body.powerDbm < limitDbm) powers.cap(id, body.powerDbm);
}
