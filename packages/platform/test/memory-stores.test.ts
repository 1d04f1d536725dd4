import {
  MemoryAlarmStore,
  MemoryApiKeyStore,
  MemoryIdempotencyStore,
  MemoryIntegrationStore,
  MemoryItemStore,
  MemoryMeasurementStore,
  MemoryGatewayCredentialStore,
  MemoryMqttCredentialStore,
  MemoryMqttJournal,
  MemoryPublisherCursorStore,
  MemorySignInTokenStore,
  MemoryUsageStore,
  MemoryUserStore,
  MemoryWebSessionStore,
} from "@lorats/platform";
import {
  alarmStoreContract,
  apiKeyStoreContract,
  idempotencyStoreContract,
  integrationStoreContract,
  itemStoreContract,
  measurementStoreContract,
  gatewayCredentialStoreContract,
  mqttCredentialStoreContract,
  mqttJournalContract,
  publisherCursorStoreContract,
  signInTokenStoreContract,
  usageStoreContract,
  userStoreContract,
  webSessionStoreContract,
} from "@lorats/platform/testing";

userStoreContract(async () => new MemoryUserStore());
apiKeyStoreContract(async () => new MemoryApiKeyStore());
gatewayCredentialStoreContract(async () => new MemoryGatewayCredentialStore());
mqttCredentialStoreContract(async () => new MemoryMqttCredentialStore());
webSessionStoreContract(async () => new MemoryWebSessionStore());
mqttJournalContract(async () => new MemoryMqttJournal());
idempotencyStoreContract(async () => new MemoryIdempotencyStore());
signInTokenStoreContract(async () => new MemorySignInTokenStore());
publisherCursorStoreContract(async () => new MemoryPublisherCursorStore());
integrationStoreContract(async () => new MemoryIntegrationStore());
alarmStoreContract(async () => new MemoryAlarmStore());
itemStoreContract(async () => new MemoryItemStore());
measurementStoreContract(async () => new MemoryMeasurementStore());
usageStoreContract(async () => new MemoryUsageStore());
