import {
  MemoryApiKeyStore,
  MemoryIntegrationStore,
  MemoryMqttCredentialStore,
  MemoryPublisherCursorStore,
  MemorySignInTokenStore,
  MemoryUserStore,
  MemoryWebSessionStore,
} from "@lorats/platform";
import {
  apiKeyStoreContract,
  integrationStoreContract,
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
