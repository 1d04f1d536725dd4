import { formatInstant, type GatewayId } from "@lorats/base";
import type { Assessment, NewEvent, StoredEvent } from "@lorats/events";
import type { DeviceCard, GatewayPlace } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { protoJson, protoTime, type Json } from "./proto-json.ts";
import { modulationJson, rxInfos } from "./radio.ts";

export type StoredReception = Extract<StoredEvent, { type: "reception" }>;

export type Places = ReadonlyMap<GatewayId, GatewayPlace>;

export interface UpParts {
  readonly uplink: NewEvent<"uplink">;
  readonly assessment: Assessment;
  /** Those the uplink rests on. */
  readonly receptions: readonly StoredReception[];
  /** Where gateways of the device's own tenant stand; others' places are not for everybody. */
  readonly places: Places;
  readonly card: DeviceCard;
  /** The decoded payload, where the profile has a codec. */
  readonly object?: unknown;
}

/**
 * An `up` event as ChirpStack v4 writes it, with `timing` and `trust`, which are ours and always whole. `time` is
 * the time of the transmission, as well as it is known.
 */
export function upJson({ uplink, assessment, receptions, places, card, object }: UpParts): Json {
  const { body } = uplink;
  const { timing, trust } = assessment;
  return protoJson({
    deduplicationId: body.deduplicationId,
    time: protoTime(timing.time),
    deviceInfo: deviceInfo(card),
    devAddr: body.devAddr,
    adr: body.adr,
    dr: body.dataRate,
    fCnt: body.fCnt,
    fPort: body.fPort,
    confirmed: body.confirmed,
    data: body.frmPayload,
    object,
    rxInfo: receptions.flatMap((one) => {
      const at = places.get(one.body.gatewayId);
      const place = at?.tenantId === card.tenantId ? at.place : undefined;
      return rxInfos(one.body, one.position, body.region, place);
    }),
    txInfo: protoJson({ frequency: body.freqHz, modulation: modulationJson(body.modulation) }),
    regionConfigId: body.region.toLowerCase(),
    timing,
    trust,
  });
}

/** `revision`: late evidence changed what is thought of an uplink that was published. */
export function revisionJson(assessment: Assessment, card: DeviceCard): Json {
  const { deduplicationId, revision, timing, trust } = assessment;
  return { deduplicationId, revision, deviceInfo: deviceInfo(card), timing, trust };
}

export function joinJson(join: NewEvent<"join">, card: DeviceCard): Json {
  return protoJson({
    deduplicationId: join.body.deduplicationId,
    time: protoTime(formatInstant(join.time)),
    deviceInfo: deviceInfo(card),
    devAddr: join.body.devAddr,
    regionConfigId: join.body.region.toLowerCase(),
  });
}
