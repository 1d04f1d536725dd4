import { MemoryKeyStore } from "@lorats/base";
import { keyStoreContract } from "@lorats/base/testing";

keyStoreContract(async () => new MemoryKeyStore());
