import type { DeviceCard } from "../directory.ts";
import { protoJson, protoMap, type Json } from "./proto-json.ts";

/** A card says the same of all of its device's messages. */
const made = new WeakMap<DeviceCard, Json>();

export function deviceInfo(card: DeviceCard): Json {
  let info = made.get(card);
  if (!info) made.set(card, (info = makeInfo(card)));
  return info;
}

function makeInfo(card: DeviceCard): Json {
  return protoJson({
    tenantId: card.tenantId,
    tenantName: card.tenantName,
    applicationId: card.applicationId,
    applicationName: card.applicationName,
    deviceProfileId: card.deviceProfileId,
    deviceProfileName: card.deviceProfileName,
    deviceName: card.deviceName,
    devEui: card.devEui,
    deviceClassEnabled: `CLASS_${card.deviceClass}`,
    tags: protoMap(card.tags),
  });
}
