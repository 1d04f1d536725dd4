import { systemClock } from "@lorats/base/node";
import {
  downlinkQueueContract,
  registryContract,
  sessionStoreContract,
} from "@lorats/network/testing";
import {
  alarmStoreContract,
  apiKeyStoreContract,
  integrationStoreContract,
  itemStoreContract,
  measurementStoreContract,
  mqttCredentialStoreContract,
  publisherCursorStoreContract,
  signInTokenStoreContract,
  userStoreContract,
  webSessionStoreContract,
} from "@lorats/platform/testing";
import { SqlItemStore } from "../../src/sql/item-store.ts";
import type { SqlDatabase } from "../../src/sql/sql-database.ts";
import { sqlStores, type SqlStores } from "../../src/sql/stores.ts";

/** The suites of every store, on one database whose tables `empty` clears before each test. */
export function storeContracts(db: SqlDatabase, empty: () => Promise<void>): void {
  const fresh =
    <Name extends keyof SqlStores>(name: Name): (() => Promise<SqlStores[Name]>) =>
    async () => {
      await empty();
      return sqlStores(db, systemClock)[name];
    };
  registryContract(fresh("registry"));
  sessionStoreContract(fresh("sessions"));
  downlinkQueueContract(fresh("downlinks"));
  userStoreContract(fresh("users"));
  apiKeyStoreContract(fresh("apiKeys"));
  mqttCredentialStoreContract(fresh("mqttCredentials"));
  webSessionStoreContract(fresh("webSessions"));
  signInTokenStoreContract(fresh("signInTokens"));
  integrationStoreContract(fresh("integrations"));
  publisherCursorStoreContract(fresh("publisherCursors"));
  alarmStoreContract(fresh("alarms"));
  measurementStoreContract(fresh("measurements"));
  itemStoreContract(async () => {
    await empty();
    return new SqlItemStore(db, "sample");
  });
}
