import { formatInstant } from "@lorats/base";
import type { HeardBy, StoredEvent } from "@lorats/events";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { placeJson } from "./location.ts";
import { protoJson, protoTime, type Json } from "./proto-json.ts";
import { modulationJson } from "./radio.ts";

type Observation = Extract<StoredEvent, { type: "observation" }>;

/** Nobody here heard the frame: all that is known of its time is what the other side says. */
const UNKNOWN_SD_NS = 1e9;

/**
 * What another network brought, as an `up` event: the same fields where they are known, `connector` and `identity` besides.
 * Its verdict is always `unverified`.
 */
export function observationJson(
  { body, time }: Observation,
  card: DeviceCard,
  object: Readonly<Record<string, unknown>> | undefined,
): Json {
  const { freqHz, modulation } = body;
  const when = formatInstant(time);
  return protoJson({
    deduplicationId: body.observationId,
    time: protoTime(when),
    deviceInfo: deviceInfo(card),
    fCnt: body.fCnt,
    fPort: body.fPort,
    confirmed: body.confirmed,
    data: body.payload,
    object,
    rxInfo: body.heardBy.map(rxInfo),
    txInfo:
      freqHz !== undefined && modulation
        ? protoJson({ frequency: freqHz, modulation: modulationJson(modulation) })
        : undefined,
    timing: { time: when, sdNs: UNKNOWN_SD_NS, source: "backhaul" },
    trust: { verdict: "unverified", evidence: [] },
    connectorId: body.connectorId,
    identity: body.identity,
  });
}

function rxInfo({ station, rssiDbm, snrDb, place }: HeardBy): Json {
  return protoJson({
    gatewayId: station,
    rssi: rssiDbm === undefined ? undefined : Math.round(rssiDbm),
    snr: snrDb,
    location: place && placeJson(place),
  });
}
