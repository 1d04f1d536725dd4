import { formatInstant } from "@lorats/base";
import { placeOf, type NewEvent, type Place } from "@lorats/events";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { protoJson, protoTime, type Json } from "./proto-json.ts";

/** ChirpStack's `location`, with how it is known and our resolver's name. `accuracy` is one standard deviation in metres. */
export function locationJson({ time, body }: NewEvent<"location">, card: DeviceCard): Json {
  const place = placeOf(body);
  return protoJson({
    deduplicationId: body.deduplicationId,
    time: protoTime(formatInstant(time)),
    deviceInfo: deviceInfo(card),
    location: place && { ...placeJson(place), source: SOURCES[body.source] },
    resolver: body.resolver,
    gateways: body.gateways,
  });
}

/** ChirpStack's words for where a location comes from. */
const SOURCES = {
  "payload-gnss": "GPS",
  "other-network": "UNKNOWN",
  wifi: "GEO_RESOLVER_WIFI",
  "gateway-times": "GEO_RESOLVER_TDOA",
  "gateway-strengths": "GEO_RESOLVER_RSSI",
} as const;

/** Degrees are never left out: zero is a place. */
export function placeJson({ latitudeDeg, longitudeDeg, altitudeM, uncertaintyM }: Place): Json {
  return {
    latitude: latitudeDeg,
    longitude: longitudeDeg,
    ...(altitudeM !== undefined && { altitude: altitudeM }),
    ...(uncertaintyM !== undefined && { accuracy: uncertaintyM }),
  };
}
