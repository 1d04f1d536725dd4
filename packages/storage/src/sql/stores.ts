import type { ApplicationId, Clock, DeviceId } from "@lorats/base";
import type { DownlinkQueue, Registry, SessionStore } from "@lorats/network";
import type {
  AlarmRule,
  AlarmStore,
  ApiKeyStore,
  Connector,
  GatewayCredentialStore,
  IdempotencyStore,
  IntegrationId,
  IntegrationStore,
  Item,
  DeadLetter,
  EnrichmentSource,
  ItemStore,
  MeasurementStore,
  MqttCredentialStore,
  MqttJournal,
  PublisherCursorStore,
  ReprocessingRecord,
  SignInTokenStore,
  UsageStore,
  UserStore,
  WebSessionStore,
} from "@lorats/platform";
import type { TrustSettings, TrustStore } from "@lorats/trust";
import { SqlAlarmStore } from "./alarm-store.ts";
import { SqlApiKeyStore } from "./api-key-store.ts";
import { SqlDownlinkQueue } from "./downlink-queue.ts";
import { SqlGatewayCredentialStore } from "./gateway-credential-store.ts";
import { SqlIdempotencyStore } from "./idempotency-store.ts";
import { SqlIntegrationStore } from "./integration-store.ts";
import { SqlItemStore } from "./item-store.ts";
import { SqlMeasurementStore } from "./measurement-store.ts";
import { SqlMqttCredentialStore } from "./mqtt-credential-store.ts";
import { SqlMqttJournal } from "./mqtt-journal.ts";
import { SqlPublisherCursorStore } from "./publisher-cursor-store.ts";
import { SqlRegistry } from "./registry.ts";
import { SqlSessionStore } from "./session-store.ts";
import { SqlSignInTokenStore } from "./sign-in-token-store.ts";
import type { SqlDatabase } from "./sql-database.ts";
import { SqlTrustSettings } from "./trust-settings.ts";
import { SqlTrustStore } from "./trust-store.ts";
import { SqlUsageStore } from "./usage-store.ts";
import { SqlUserStore } from "./user-store.ts";
import { SqlWebSessionStore } from "./web-session-store.ts";

/** Every store of the rooms, whichever engine holds its tables. */
export interface SqlStores {
  readonly registry: Registry;
  readonly sessions: SessionStore;
  readonly downlinks: DownlinkQueue;
  readonly users: UserStore;
  readonly apiKeys: ApiKeyStore;
  readonly mqttCredentials: MqttCredentialStore;
  readonly mqttJournal: MqttJournal;
  readonly gatewayCredentials: GatewayCredentialStore;
  readonly webSessions: WebSessionStore;
  readonly signInTokens: SignInTokenStore;
  readonly connectors: ItemStore<Connector>;
  readonly enrichmentSources: ItemStore<EnrichmentSource>;
  readonly reprocessings: ItemStore<ReprocessingRecord>;
  readonly idempotency: IdempotencyStore;
  readonly integrations: IntegrationStore;
  readonly publisherCursors: PublisherCursorStore;
  readonly alarms: AlarmStore;
  readonly alarmRules: ItemStore<AlarmRule>;
  readonly measurements: MeasurementStore;
  readonly usage: UsageStore;
  readonly movedDevices: ItemStore<Item<DeviceId> & { readonly applicationId: ApplicationId }>;
  /** Of one integration. */
  readonly deadLetters: (integrationId: IntegrationId) => ItemStore<DeadLetter>;
  readonly trustStates: TrustStore;
  readonly trustSettings: TrustSettings;
}

export function sqlStores(db: SqlDatabase, clock: Clock): SqlStores {
  return {
    registry: new SqlRegistry(db, clock),
    sessions: new SqlSessionStore(db),
    downlinks: new SqlDownlinkQueue(db),
    users: new SqlUserStore(db),
    apiKeys: new SqlApiKeyStore(db),
    mqttCredentials: new SqlMqttCredentialStore(db),
    mqttJournal: new SqlMqttJournal(db),
    gatewayCredentials: new SqlGatewayCredentialStore(db),
    webSessions: new SqlWebSessionStore(db),
    signInTokens: new SqlSignInTokenStore(db),
    connectors: new SqlItemStore(db, "connector"),
    enrichmentSources: new SqlItemStore(db, "enrichment-source"),
    reprocessings: new SqlItemStore(db, "reprocessing"),
    idempotency: new SqlIdempotencyStore(db),
    integrations: new SqlIntegrationStore(db),
    publisherCursors: new SqlPublisherCursorStore(db),
    alarms: new SqlAlarmStore(db),
    alarmRules: new SqlItemStore(db, "alarm-rule"),
    measurements: new SqlMeasurementStore(db),
    usage: new SqlUsageStore(db),
    movedDevices: new SqlItemStore(db, "moved-device"),
    deadLetters: (integrationId) => new SqlItemStore(db, `dead-letter/${integrationId}`),
    trustStates: new SqlTrustStore(db),
    trustSettings: new SqlTrustSettings(db),
  };
}
