import {
  MemoryAlarmStore,
  MemoryApiKeyStore,
  MemoryIntegrationStore,
  MemoryItemStore,
  MemoryMqttCredentialStore,
  MemoryPublisherCursorStore,
  MemorySignInTokenStore,
  MemoryUserStore,
  MemoryWebSessionStore,
} from "@lorats/platform";
import {
  alarmStoreContract,
  apiKeyStoreContract,
  integrationStoreContract,
  itemStoreContract,
  mqttCredentialStoreContract,
  publisherCursorStoreContract,
  signInTokenStoreContract,
  userStoreContract,
  webSessionStoreContract,
} from "@lorats/platform/testing";

userStoreContract(async () => new MemoryUserStore());
apiKeyStoreContract(async () => new MemoryApiKeyStore());
mqttCredentialStoreContract(async () => new MemoryMqttCredentialStore());
webSessionStoreContract(async () => new MemoryWebSessionStore());
signInTokenStoreContract(async () => new MemorySignInTokenStore());
publisherCursorStoreContract(async () => new MemoryPublisherCursorStore());
integrationStoreContract(async () => new MemoryIntegrationStore());
alarmStoreContract(async () => new MemoryAlarmStore());
itemStoreContract(async () => new MemoryItemStore());
