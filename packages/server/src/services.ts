import type { Clock, KeyStore, Random } from "@lorats/base";
import type { ServerInfo } from "@lorats/api";
import type { EventLog } from "@lorats/events";
import type { DownlinkQueue, NetworkServer, Registry } from "@lorats/network";
import type {
  AlarmEngine,
  AlarmRule,
  AlarmStore,
  ApiKeyStore,
  Connector,
  GatewayCredentialStore,
  IdempotencyStore,
  IntegrationStore,
  DeadLetter,
  EnrichmentSource,
  IntegrationId,
  ItemStore,
  MeasurementStore,
  MqttCredentialStore,
  MqttJournal,
  PayloadCodecs,
  PublisherCursorStore,
  ReprocessingRecord,
  SignInTokenStore,
  Translator,
  UplinkPipeline,
  UsageStore,
  UserStore,
  WebSessionStore,
} from "@lorats/platform";
import type { Storage } from "@lorats/storage";
import type { Trust, TrustSettings } from "@lorats/trust";
import type { AlarmNotifier } from "./alarms/notifier.ts";
import type { Config } from "./config/settings.ts";
import type { Connectors } from "./connectors/connectors.ts";
import type { AttackLab } from "./demo/attack-lab.ts";
import type { MovedDevice, MovedDevices } from "./devices/moved-devices.ts";
import type { Doors } from "./doors/doors.ts";
import type { Enrichments } from "./enrichment/enrichments.ts";
import type { Integrations } from "./integrations/integrations.ts";
import type { LastSeen } from "./last-seen.ts";
import type { LastLocations } from "./location/last-locations.ts";
import type { Reprocessing } from "./measurements/reprocessing.ts";
import type { Metrics } from "./metrics.ts";
import type { KeptWords } from "./mqtt/kept-words.ts";
import type { Meter } from "./usage/meter.ts";
import type { Quotas } from "./usage/quotas.ts";
import type { SdrDesk } from "./sdr/sdr-desk.ts";
import type { GatewayHours } from "./traffic/gateway-hours.ts";
import type { Traffic } from "./traffic/traffic.ts";
import type { RegistryPlaces } from "./trust/places.ts";
import type { GatewayAuthority } from "./pki/gateway-authority.ts";

/** What the server opened, its log watched. */
export type ServerStorage = Omit<Storage, "log"> & { readonly log: EventLog };

/** Where things are kept. */
export interface Stores {
  readonly log: EventLog;
  readonly keys: KeyStore;
  readonly registry: Registry;
  readonly downlinks: DownlinkQueue;
  readonly users: UserStore;
  readonly apiKeys: ApiKeyStore;
  readonly webSessions: WebSessionStore;
  readonly signInTokens: SignInTokenStore;
  readonly mqttCredentials: MqttCredentialStore;
  readonly mqttJournal: MqttJournal;
  readonly gatewayCredentials: GatewayCredentialStore;
  readonly publisherCursors: PublisherCursorStore;
  readonly connectors: ItemStore<Connector>;
  readonly enrichmentSources: ItemStore<EnrichmentSource>;
  readonly reprocessings: ItemStore<ReprocessingRecord>;
  readonly idempotency: IdempotencyStore;
  readonly integrations: IntegrationStore;
  readonly alarms: AlarmStore;
  readonly alarmRules: ItemStore<AlarmRule>;
  readonly measurements: MeasurementStore;
  readonly usage: UsageStore;
  readonly movedDevices: ItemStore<MovedDevice>;
  /** Of one integration. */
  readonly deadLetters: (integrationId: IntegrationId) => ItemStore<DeadLetter>;
  readonly trustSettings: TrustSettings;
}

/** What the doors and handlers of the server work with. */
export interface Services {
  readonly clock: Clock;
  readonly random: Random;
  readonly config: Config;
  readonly stores: Stores;
  readonly translator: Translator;
  readonly codecs: PayloadCodecs;
  /** What people may ask of the network server. */
  readonly network: Pick<
    NetworkServer,
    "activate" | "airtime" | "enqueue" | "enqueueMulticast" | "forget" | "options" | "states"
  >;
  /** What people may ask of trust. */
  readonly trust: Pick<Trust, "device" | "forget" | "gateway" | "policyOf" | "reload">;
  readonly lastSeen: LastSeen;
  /** What MQTT clients could still be told of devices. */
  readonly keptWords: KeptWords;
  /** Where gateways, and devices that do not move, are. */
  readonly places: RegistryPlaces;
  /** Where devices were last. */
  readonly lastLocations: LastLocations;
  readonly traffic: Traffic;
  /** What gateways heard and sent, by the hour. */
  readonly gatewayHours: GatewayHours;
  /** What uplinks say, for everybody who wants to know. */
  readonly pipeline: UplinkPipeline;
  readonly reprocessing: Reprocessing;
  readonly integrations: Integrations;
  readonly connectors: Connectors;
  readonly enrichments: Enrichments;
  readonly alarms: AlarmEngine;
  readonly alarmNotifier: AlarmNotifier;
  readonly metrics: Metrics;
  /** What is used, and by whom. */
  readonly meter: Meter;
  readonly quotas: Quotas;
  /** Whose history is another's by now. */
  readonly movedDevices: MovedDevices;
  /** Issues certificates to gateways. */
  readonly authority: GatewayAuthority;
  /** What is wanted of the SDRs of gateways. */
  readonly sdr: SdrDesk;
  /** How gateways are connected. */
  readonly doors: Pick<Doors, "connection" | "run">;
  /** In a demonstration only. */
  readonly attackLab: AttackLab | undefined;
  /** As it is once everything listens. */
  info(): ServerInfo;
  /** Whether everything works that has to; otherwise what does not. */
  ready(): Promise<string | undefined>;
}
