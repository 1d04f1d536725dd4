import { accept, type Eui64, type Result } from "@lorats/base";
import { isObject } from "../json/fields.ts";
import type { TxOutcome, TxStatus } from "../model.ts";
import { TX_ACK_STATUSES } from "./enums.ts";
import { badField, enumField, euiField, uint32Field, withoutDefaults } from "./proto-json.ts";
import { parsePayload } from "./payload.ts";
import { DOWNLINK_TX_ACK } from "./protobuf/messages.ts";

/** `gw.DownlinkTxAck`. */
export interface MqttTxAck {
  readonly gatewayEui: Eui64;
  readonly outcome: TxOutcome;
}

/**
 * `event/ack`: one status for each item of the downlink, at most one of them `OK`.
 * Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`.
 * @see chirpstack api/proto/gw/gw.proto, DownlinkTxAck
 */
export function decodeTxAckEvent(payload: string | Uint8Array): Result<MqttTxAck> {
  const body = parsePayload(payload, DOWNLINK_TX_ACK);
  if (!body.ok) return body;
  const gatewayEui = euiField(body.value["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const downlinkId = uint32Field(body.value["downlinkId"]);
  if (downlinkId === undefined) return badField("downlinkId", "a 32-bit number");
  const items = body.value["items"];
  if (!Array.isArray(items) || items.length === 0) return badField("items", "an array");
  const statuses = items.map((item): TxStatus => {
    return enumField(isObject(item) ? item["status"] : undefined, TX_ACK_STATUSES) ?? "UNKNOWN";
  });
  const stage = statuses.includes("OK") ? "queued" : "refused";
  return accept({ gatewayEui, outcome: { downlinkId, statuses, stage } });
}

/** The payload of `event/ack`. */
export function encodeTxAckEvent({ gatewayEui, outcome }: MqttTxAck): string {
  return JSON.stringify(
    withoutDefaults({
      gatewayId: gatewayEui,
      downlinkId: outcome.downlinkId,
      items: outcome.statuses.map((status) => {
        if (status === "IGNORED") return {};
        return { status: status === "UNKNOWN" ? "INTERNAL_ERROR" : status };
      }),
    }),
  );
}
