import { MemoryTrustSettings, MemoryTrustStore } from "@lorats/trust";
import { trustSettingsContract, trustStoreContract } from "@lorats/trust/testing";

trustStoreContract(async () => new MemoryTrustStore());
trustSettingsContract(async () => new MemoryTrustSettings());
