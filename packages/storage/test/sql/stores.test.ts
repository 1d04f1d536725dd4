import { after } from "node:test";
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
  gatewayCredentialStoreContract,
  mqttCredentialStoreContract,
  publisherCursorStoreContract,
  signInTokenStoreContract,
  userStoreContract,
  webSessionStoreContract,
} from "@lorats/platform/testing";
import { trustSettingsContract, trustStoreContract } from "@lorats/trust/testing";
import { SqlAlarmStore } from "../../src/sql/alarm-store.ts";
import { SqlApiKeyStore } from "../../src/sql/api-key-store.ts";
import { SqlDownlinkQueue } from "../../src/sql/downlink-queue.ts";
import { SqlIntegrationStore } from "../../src/sql/integration-store.ts";
import { SqlItemStore } from "../../src/sql/item-store.ts";
import { SqlGatewayCredentialStore } from "../../src/sql/gateway-credential-store.ts";
import { SqlMqttCredentialStore } from "../../src/sql/mqtt-credential-store.ts";
import { SqlPublisherCursorStore } from "../../src/sql/publisher-cursor-store.ts";
import { SqlRegistry } from "../../src/sql/registry.ts";
import { SqlSessionStore } from "../../src/sql/session-store.ts";
import { SqlSignInTokenStore } from "../../src/sql/sign-in-token-store.ts";
import type { SqlDatabase } from "../../src/sql/sql-database.ts";
import { SqlTrustSettings } from "../../src/sql/trust-settings.ts";
import { SqlTrustStore } from "../../src/sql/trust-store.ts";
import { SqlUserStore } from "../../src/sql/user-store.ts";
import { SqlWebSessionStore } from "../../src/sql/web-session-store.ts";
import { emptyTables, openState } from "../support.ts";
import { storeContracts } from "./store-contracts.ts";

const { db } = await openState({ after });

// Every test gets empty tables of one database: opening a file for each would take most of the time.
storeContracts(db, () => emptyTables(db));
/** Every test gets empty tables of one database: opening a file for each would take most of the time. */
function fresh<Store>(make: (db: SqlDatabase) => Store): () => Promise<Store> {
  return async () => {
    await emptyTables(db);
    return make(db);
  };
}

registryContract(fresh((db) => new SqlRegistry(db, systemClock)));
sessionStoreContract(fresh((db) => new SqlSessionStore(db)));
downlinkQueueContract(fresh((db) => new SqlDownlinkQueue(db)));
userStoreContract(fresh((db) => new SqlUserStore(db)));
apiKeyStoreContract(fresh((db) => new SqlApiKeyStore(db)));
gatewayCredentialStoreContract(fresh((db) => new SqlGatewayCredentialStore(db)));
mqttCredentialStoreContract(fresh((db) => new SqlMqttCredentialStore(db)));
webSessionStoreContract(fresh((db) => new SqlWebSessionStore(db)));
signInTokenStoreContract(fresh((db) => new SqlSignInTokenStore(db)));
integrationStoreContract(fresh((db) => new SqlIntegrationStore(db)));
publisherCursorStoreContract(fresh((db) => new SqlPublisherCursorStore(db)));
alarmStoreContract(fresh((db) => new SqlAlarmStore(db)));
itemStoreContract(fresh((db) => new SqlItemStore(db, "sample")));
trustStoreContract(fresh((db) => new SqlTrustStore(db)));
trustSettingsContract(fresh((db) => new SqlTrustSettings(db)));
