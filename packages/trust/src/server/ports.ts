import type { Aes, Clock, DeviceId, GatewayId, KeyStore } from "@lorats/base";
import type { EventLog, Uplink } from "@lorats/events";
import type { TrustSettings } from "../ports/trust-settings.ts";
import type { TrustStore } from "../ports/trust-store.ts";

/** What payloads say that helps to judge. */
export interface Payloads {
  /** Brings into memory what reading payloads of these devices takes. */
  prepare(ids: readonly DeviceId[]): Promise<void>;
  /** The temperature that a payload reports, °C. HOT PATH, and called again when the log is judged again. */
  temperatureOf(uplink: Uplink): number | undefined;
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
  /** Brings into memory what {@link flightOf} needs of these devices. */
  readonly prepareFlights?: (ids: readonly DeviceId[]) => Promise<void>;
  /** Times of flight from a device to gateways, where both positions are known, ns. HOT PATH. */
  readonly flightOf?: (deviceId: DeviceId) => ReadonlyMap<GatewayId, number> | undefined;
  /** Called with what went wrong and nobody else hears of; never with secrets. */
  readonly failed?: (error: unknown, doing: string) => void;
}
