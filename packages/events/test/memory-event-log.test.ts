import { MemoryEventLog } from "@lorats/events";
import { eventLogContract } from "@lorats/events/testing";

eventLogContract(async () => new MemoryEventLog());
