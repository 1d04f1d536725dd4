import type { LtsSideReport } from "@lorats/backhaul";
import type { Clock, GatewayId, Instant } from "@lorats/base";
import type {
  Authentication,
  DownlinkSender,
  Gateway,
  NetworkServer,
  RegionSettings,
  Door as DoorName,
} from "@lorats/network";
import type { Config } from "../../config/settings.ts";
import type { GatewayLane } from "../gateway-mqtt/built-in-broker.ts";
import type { GatewayAlarms } from "./alarms.ts";
import type { DoorMetrics } from "./door-metrics.ts";
import type { LtsKeys } from "./lts-keys.ts";
import type { Porter } from "./porter.ts";
import type { CredentialCheck } from "./credential-check.ts";
import type { TlsIdentity } from "./tls-identity.ts";

export type { DoorName };

/** What doors hand over. Everything resolves when it is durable: only then may a door acknowledge it. */
export interface Intake extends Pick<NetworkServer, "receive" | "reportStats"> {
  /** Orphans, pilots and the health of a gateway's SDR. */
  reportSide(
    gateway: Gateway,
    report: LtsSideReport,
    authentication: Authentication,
  ): Promise<void>;
  /** A gateway was heard of, and perhaps where it is. Told now and then. */
  seen(gateway: Gateway, location?: Gateway["location"]): Promise<void>;
}

/** Where gateways can come in. */
export interface DoorEndpoint {
  readonly door: DoorName;
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** What a gateway gets that registers itself here. */
  readonly region?: string;
}

/** How a gateway is connected just now. */
export interface GatewayConnection {
  readonly door: DoorName;
  readonly address: string;
  readonly since: Instant;
  readonly authentication: Authentication;
  /** What the gateway says it runs. */
  readonly software?: string;
  readonly roundTripMs: number;
}

/** A program that a gateway is to run. */
export interface GatewayCommand {
  readonly command: string;
  readonly arguments: readonly string[];
}

/** One protocol's way in and out. */
export interface GatewayDoor extends DownlinkSender {
  readonly name: DoorName;
  readonly endpoints: readonly DoorEndpoint[];
  /** Begins to hand over what gateways send. Before it, nothing is read. */
  open(intake: Intake): void;
  /** Takes nothing more, and ends when what came in is stored and acknowledged. */
  stop(): Promise<void>;
  connection(gatewayId: GatewayId): GatewayConnection | undefined;
  /**
   * Has the gateway run a program, where the protocol can say so.
   * @throws {CallerError} `GW_COMMANDS_REFUSED` unless the settings allow it
   */
  run?(gatewayId: GatewayId, command: GatewayCommand): void;
}

/** Where the door for MQTT and the server's own broker meet. */
export interface BrokerSlot {
  /** Set by the door: decides about gateways at the broker. */
  gateways?: GatewayLane;
  /** Set by the broker. */
  endpoints: () => readonly DoorEndpoint[];
}

/** Hears of what a person may want to look into. */
export type Notice = (message: string, details: Readonly<Record<string, unknown>>) => void;

/** What every door works with. */
export interface DoorParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: DoorMetrics;
  readonly porter: Porter;
  readonly credentials: CredentialCheck;
  readonly ltsKeys: LtsKeys;
  /** The settings of regions, by their ids. */
  readonly regions: Readonly<Record<string, RegionSettings>>;
  /** The server's certificate, made or read at the first call. */
  readonly tlsIdentity: () => Promise<TlsIdentity>;
  /** The server's own MQTT broker, which opens after the doors are bound. */
  readonly broker: BrokerSlot;
  readonly alarms: GatewayAlarms;
  readonly notice: Notice;
}
