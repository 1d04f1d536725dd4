import type { GatewayDownlink, TxOutcome } from "@lorats/backhaul";
import type { GatewayId } from "@lorats/base";

/** How a gateway can be reached just now. */
export interface GatewayLink {
  /** Opportunities it takes in one downlink: Semtech UDP one, Basics Station and gateway MQTT two. */
  readonly maxItems: 1 | 2;
  /** From handing over a downlink to its acknowledgement, 90th percentile. */
  readonly roundTripP90Ms: number;
  /** Can it send at a GPS time (class B)? */
  readonly gpsTiming: boolean;
}

/** The way out: implemented by the gateways' doors. */
export interface DownlinkSender {
  /** Absent while the gateway is not connected. */
  link(gatewayId: GatewayId): GatewayLink | undefined;
  /**
   * Hands a downlink to a gateway and resolves with what became of it.
   * @throws {UnavailableError} `GW_NOT_CONNECTED`, or `GW_NO_ANSWER` when nothing was heard in time
   */
  send(gatewayId: GatewayId, downlink: GatewayDownlink): Promise<TxOutcome>;
}
