import { MemoryDownlinkQueue } from "@lorats/network";
import { downlinkQueueContract } from "@lorats/network/testing";

downlinkQueueContract(async () => new MemoryDownlinkQueue());
