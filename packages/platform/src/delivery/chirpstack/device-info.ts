import type { DeviceCard } from "../directory.ts";
import { protoJson, protoMap, type Json } from "./proto-json.ts";

export function deviceInfo(card: DeviceCard): Json {
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
