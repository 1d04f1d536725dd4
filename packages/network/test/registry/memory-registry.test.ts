import { VirtualClock } from "@lorats/base";
import { MemoryRegistry } from "@lorats/network";
import { registryContract } from "@lorats/network/testing";

registryContract(async () => new MemoryRegistry(new VirtualClock()));
