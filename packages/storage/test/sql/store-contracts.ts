import { systemClock } from "@lorats/base/node";
import {
  downlinkQueueContract,
  registryContract,
  sessionStoreContract,
} from "@lorats/network/testing";
import type { IntegrationId } from "@lorats/platform";
import {
  alarmStoreContract,
  apiKeyStoreContract,
  gatewayCredentialStoreContract,
  idempotencyStoreContract,
  integrationStoreContract,
  itemStoreContract,
  measurementStoreContract,
  mqttCredentialStoreContract,
  mqttJournalContract,
  publisherCursorStoreContract,
  signInTokenStoreContract,
  usageStoreContract,
  userStoreContract,
  webSessionStoreContract,
} from "@lorats/platform/testing";
import { trustSettingsContract, trustStoreContract } from "@lorats/trust/testing";
import { SqlItemStore } from "../../src/sql/item-store.ts";
import type { SqlDatabase } from "../../src/sql/sql-database.ts";
import { sqlStores, type SqlStores } from "../../src/sql/stores.ts";

type Open<Name extends keyof SqlStores> = () => Promise<SqlStores[Name]>;
/** What has to hold of each store; the compiler asks for those that are missing. */
type Suites = { readonly [Name in keyof SqlStores]: (open: Open<Name>) => void };

/** The suites of every store, on one database whose tables `empty` clears before each test. */
export function storeContracts(db: SqlDatabase, empty: () => Promise<void>): void {
  const items = <Kind extends string>(kind: Kind) =>
    itemStoreContract(async () => {
      await empty();
      return new SqlItemStore(db, kind);
    });
  const suites: Suites = {
    registry: registryContract,
    sessions: sessionStoreContract,
    downlinks: downlinkQueueContract,
    users: userStoreContract,
    apiKeys: apiKeyStoreContract,
    mqttCredentials: mqttCredentialStoreContract,
    mqttJournal: mqttJournalContract,
    gatewayCredentials: gatewayCredentialStoreContract,
    webSessions: webSessionStoreContract,
    signInTokens: signInTokenStoreContract,
    connectors: () => items("connector"),
    enrichmentSources: () => items("enrichment-source"),
    reprocessings: () => items("reprocessing"),
    idempotency: idempotencyStoreContract,
    integrations: integrationStoreContract,
    publisherCursors: publisherCursorStoreContract,
    alarms: alarmStoreContract,
    alarmRules: () => items("sample"),
    measurements: measurementStoreContract,
    usage: usageStoreContract,
    movedDevices: () => items("moved-device"),
    deadLetters: () => items(`dead-letter/${"an integration" as IntegrationId}`),
    trustStates: trustStoreContract,
    trustSettings: trustSettingsContract,
  };
  const run = <Name extends keyof SqlStores>(name: Name): void =>
    suites[name](async () => {
      await empty();
      return sqlStores(db, systemClock)[name];
    });
  for (const name of Object.keys(suites) as (keyof SqlStores)[]) run(name);
}
