import type { Aes, Clock, DeviceId, GatewayId, KeyStore } from "@lorats/base";
import type { EventLog, Place, Uplink } from "@lorats/events";
import type { TrustSettings } from "../ports/trust-settings.ts";
import type { TrustStore } from "../ports/trust-store.ts";

/** What payloads say that helps to judge. */
export interface Payloads {
  /** Brings into memory what reading payloads of these devices takes. */
  prepare(ids: readonly DeviceId[]): Promise<void>;
  /** The temperature that a payload reports, °C. HOT PATH, and called again when the log is judged again. */
  temperatureOf(uplink: Uplink): number | undefined;
}

/** Where gateways are, and devices that stay where they are, as people or satellites say. */
export interface Places {
  /** Brings into memory the places of these devices and of all gateways. */
  prepare(ids: readonly DeviceId[]): Promise<void>;
  /** HOT PATH. */
  ofDevice(id: DeviceId): Place | undefined;
  /** HOT PATH. */
  ofGateway(id: GatewayId): Place | undefined;
}

/** Everything that trust needs from outside. */
export interface TrustPorts {
  readonly log: EventLog;
  readonly store: TrustStore;
  readonly settings: TrustSettings;
  readonly keys: KeyStore;
  readonly aes: Aes;
  readonly clock: Clock;
  readonly payloads?: Payloads;
  readonly places?: Places;
  /** Called with what went wrong and nobody else hears of; never with secrets. */
  readonly failed?: (error: unknown, doing: string) => void;
}
