import { type Clock, NS_PER_S, fromBase64, parseInstant } from "@lorats/base";
import type { EventLog } from "@lorats/events";
import { getRegion } from "@lorats/lorawan";
import type { GatewayAirtime } from "../gateway/airtime.ts";
import { airtimeNs, bandwidthOf } from "../radio/rules.ts";
import type { Registry } from "../registry/registry.ts";
import { gatewayModulation } from "../uplink/reception.ts";
import { downlinksSince } from "./recovery.ts";

const HOUR_NS = 3600n * NS_PER_S;

/** Notes what gateways sent in the last hour: the law counts it, whatever became of the process meanwhile. */
export async function restoreAirtime(
  airtime: GatewayAirtime,
  from: { readonly log: EventLog; readonly registry: Registry; readonly clock: Clock },
): Promise<void> {
  const { log, registry, clock } = from;
  const now = clock.now();
  const nowMono = clock.monotonic();
  const sent = await downlinksSince(log, now - HOUR_NS);
  const gateways = await registry.gateways.get([
    ...new Set(sent.map(({ body }) => body.gatewayId)),
  ]);
  for (const { body, time } of sent.toReversed()) {
    const gateway = gateways.get(body.gatewayId);
    if (!gateway) continue;
    const startsAt = body.startsAt === undefined ? time : parseInstant(body.startsAt);
    const modulation = gatewayModulation(body.modulation);
    const bytes = fromBase64(body.phyPayload).length;
    const durationUs = Math.ceil(airtimeNs(modulation, bytes, false) / 1000);
    airtime.restore(gateway.id, getRegion(gateway.region).regulation[0], {
      startUs: Number((nowMono - now + startsAt) / 1000n),
      transmission: {
        frequencyHz: body.freqHz,
        bandwidthHz: bandwidthOf(modulation),
        durationUs,
      },
    });
  }
}
