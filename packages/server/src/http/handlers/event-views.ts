import { formatInstant } from "@lorats/base";
import type { Assessment, EventType, ReceptionReference, StoredEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";

export type Stored<T extends EventType> = Extract<StoredEvent, { type: T }>;
/** Names of gateways, by id, as far as the reader may know them. */
export type GatewayNames = ReadonlyMap<string, string>;

export async function gatewayNames(
  { stores }: Services,
  principal: Principal,
  references: readonly ReceptionReference[],
): Promise<GatewayNames> {
  const ids = [...new Set(references.map(({ gatewayId }) => gatewayId))];
  const gateways = await stores.registry.gateways.get(ids);
  const known = [...gateways.values()].filter(
    ({ tenantId }) => principal.everywhere.length > 0 || principal.tenants.has(tenantId),
  );
  return new Map(known.map(({ id, name }) => [id, name]));
}

function showReceptions(references: readonly ReceptionReference[], names: GatewayNames) {
  return references.map(({ gatewayId, gatewayEui, rssiDbm, snrDb }) => {
    const gatewayName = names.get(gatewayId);
    return {
      gatewayId,
      gatewayEui,
      rssiDbm,
      ...(gatewayName !== undefined && { gatewayName }),
      ...(snrDb !== undefined && { snrDb }),
    };
  });
}

interface UplinkContext {
  readonly device: Device | undefined;
  /** What everybody is told that it says. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
  readonly assessment: Assessment | undefined;
  readonly names: GatewayNames;
}

export function showUplink(
  { position, tenantId, time, body }: Stored<"uplink">,
  { device, object, assessment, names }: UplinkContext,
) {
  const { deduplicationId, applicationId, deviceId, devEui, devAddr, fCnt, fPort } = body;
  const { confirmed, dataRate, freqHz, airtimeNs, modulation, freshness, unclear } = body;
  return {
    position,
    deduplicationId,
    tenantId,
    applicationId,
    deviceId,
    ...(device && { deviceName: device.name }),
    devEui,
    devAddr,
    time: assessment?.timing.time ?? formatInstant(time),
    fCnt,
    ...(fPort !== undefined && { fPort }),
    confirmed,
    data: body.frmPayload,
    ...(object && { object }),
    dataRate,
    freqHz,
    airtimeNs,
    modulation,
    freshness,
    ...(unclear && { unclear }),
    receptions: showReceptions(body.receptions, names),
    ...(assessment && { timing: assessment.timing, trust: assessment.trust }),
  };
}

export function showJoin(
  { position, tenantId, time, body }: Stored<"join">,
  device: Device | undefined,
  names: GatewayNames,
) {
  const { deduplicationId, applicationId, deviceId, devEui, joinEui, devAddr, devNonce } = body;
  return {
    position,
    deduplicationId,
    tenantId,
    applicationId,
    deviceId,
    ...(device && { deviceName: device.name }),
    devEui,
    joinEui,
    devAddr,
    devNonce,
    time: formatInstant(time),
    receptions: showReceptions(body.receptions, names),
  };
}
