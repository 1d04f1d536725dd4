import { MemorySessionStore } from "@lorats/network";
import { sessionStoreContract } from "@lorats/network/testing";

sessionStoreContract(async () => new MemorySessionStore());
