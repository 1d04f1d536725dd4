import type { Message } from "../message.ts";

type Json = Readonly<Record<string, unknown>>;
type Heard = NonNullable<ChirpStackJson["rxInfo"]>[number];

interface ChirpStackJson {
  readonly deduplicationId?: string;
  readonly time?: string;
  readonly deviceInfo?: { readonly applicationId?: string; readonly deviceName?: string };
  readonly devAddr?: string;
  readonly dr?: number;
  readonly fCnt?: number;
  readonly fPort?: number;
  readonly fCntDown?: number;
  readonly confirmed?: boolean;
  readonly acknowledged?: boolean;
  readonly queueItemId?: string;
  readonly data?: string;
  readonly object?: Json;
  readonly joinEui?: string;
  readonly location?: Place;
  readonly rxInfo?: readonly {
    readonly gatewayId?: string;
    readonly rssi?: number;
    readonly snr?: number;
    readonly gwTime?: string;
    readonly location?: Json;
  }[];
  readonly txInfo?: {
    readonly frequency?: number;
    readonly modulation?: {
      readonly lora?: { readonly bandwidth?: number; readonly spreadingFactor?: number };
    };
  };
}

interface Place {
  readonly latitude?: number;
  readonly longitude?: number;
  readonly altitude?: number;
  readonly accuracy?: number;
}

/** A message as The Things Stack words it, with the path below which it would publish it. */
export interface TheThingsStackMessage {
  /** `up`, `join`, `down/ack`, … */
  readonly path: string;
  readonly json: Json;
}

/**
 * Messages in the shape of The Things Stack v3, for programs that were made for it. Undefined for those that it does not
 * have (revisions, status, logs, alarms).
 *
 * @see https://www.thethingsindustries.com/docs/integrations/data-formats/
 */
export function theThingsStack(message: Message): TheThingsStackMessage | undefined {
  const json = message.json as ChirpStackJson;
  const ids = idsOf(message, json);
  const receivedAt = json.time?.replace("+00:00", "Z");
  const common = {
    end_device_ids: ids,
    correlation_ids: [`lorats:${json.deduplicationId ?? message.position}`],
    received_at: receivedAt,
  };
  switch (message.kind) {
    case "up":
      return { path: "up", json: { ...common, uplink_message: uplink(json, receivedAt) } };
    case "join":
      return { path: "join", json: { ...common, join_accept: { received_at: receivedAt } } };
    case "txack":
      return { path: "down/sent", json: { ...common, downlink_sent: downlink(json) } };
    case "ack": {
      const word = json.acknowledged === true ? "ack" : "nack";
      return { path: `down/${word}`, json: { ...common, [`downlink_${word}`]: downlink(json) } };
    }
    case "location": {
      const { location } = json;
      return (
        location && {
          path: "location/solved",
          json: { ...common, location_solved: solved(location) },
        }
      );
    }
    case "revision":
    case "status":
    case "log":
    case "alarm":
      return undefined;
  }
}

function idsOf({ devEui, applicationId }: Message, { devAddr, joinEui }: ChirpStackJson): Json {
  return {
    device_id: `eui-${devEui}`,
    application_ids: { application_id: applicationId },
    dev_eui: devEui.toUpperCase(),
    ...(joinEui !== undefined && { join_eui: joinEui.toUpperCase() }),
    ...(devAddr !== undefined && { dev_addr: devAddr.toUpperCase() }),
  };
}

function uplink(json: ChirpStackJson, receivedAt: string | undefined): Json {
  const { fPort, fCnt = 0, data = "", object, confirmed, rxInfo = [], txInfo } = json;
  const { bandwidth, spreadingFactor } = txInfo?.modulation?.lora ?? {};
  return {
    ...(fPort !== undefined && { f_port: fPort }),
    f_cnt: fCnt,
    frm_payload: data,
    ...(object && { decoded_payload: object }),
    rx_metadata: rxInfo.map(heardBy),
    settings: {
      ...(spreadingFactor !== undefined && {
        data_rate: { lora: { bandwidth, spreading_factor: spreadingFactor } },
      }),
      // Text, as 64-bit numbers are in its JSON.
      frequency: String(txInfo?.frequency ?? 0),
    },
    received_at: receivedAt,
    ...(confirmed && { confirmed: true }),
  };
}

function heardBy({ gatewayId, rssi = 0, snr, gwTime, location }: Heard): Json {
  return {
    gateway_ids: { gateway_id: `eui-${gatewayId}`, eui: gatewayId?.toUpperCase() },
    time: gwTime,
    rssi,
    channel_rssi: rssi,
    snr,
    ...(location && { location: { ...location, source: "SOURCE_REGISTRY" } }),
  };
}

/** A place in its words; `accuracy` is in metres. */
function solved({ latitude, longitude, altitude, accuracy }: Place): Json {
  const location = { latitude, longitude, altitude: Math.round(altitude ?? 0), accuracy };
  return { service: "lorats", location };
}

function downlink({ fCntDown = 0, queueItemId }: ChirpStackJson): Json {
  return { f_cnt: fCntDown, correlation_ids: queueItemId === undefined ? [] : [queueItemId] };
}
