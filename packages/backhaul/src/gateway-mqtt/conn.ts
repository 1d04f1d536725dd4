import { accept, type Eui64, type Result } from "@lorats/base";
import { badField, enumField, euiField } from "./proto-json.ts";
import { parsePayload } from "./payload.ts";
import { CONN_STATE } from "./protobuf/messages.ts";

/** `gw.ConnState`, retained under `state/conn` and left behind as the gateway's last will. */
export interface MqttConnState {
  readonly gatewayEui: Eui64;
  readonly state: "ONLINE" | "OFFLINE";
}

const STATES = ["OFFLINE", "ONLINE"] as const;

/** Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`. */
export function decodeConnState(payload: string | Uint8Array): Result<MqttConnState> {
  const body = parsePayload(payload, CONN_STATE);
  if (!body.ok) return body;
  const gatewayEui = euiField(body.value["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const state = enumField(body.value["state"], STATES);
  return state === undefined ? badField("state", "known") : accept({ gatewayEui, state });
}

/** OFFLINE is protobuf's default; it is spelled out all the same, as people read it. */
export function encodeConnState({ gatewayEui, state }: MqttConnState): string {
  return JSON.stringify({ gatewayId: gatewayEui, state });
}
