import { z } from "zod";
import { byId } from "../schemas/common.ts";
import { queueItem, queueItemCreate } from "../schemas/devices.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const queueEndpoints = {
  listQueue: read("List what waits to be sent to a device", can("downlinks", "read"), {
    params: byId,
    response: z.object({ items: z.array(queueItem) }),
  }),
  enqueue: endpoint("Send a message to a device", can("downlinks", "write"), 201, {
    params: byId,
    body: queueItemCreate,
    response: queueItem,
  }),
  flushQueue: endpoint("Forget what waits to be sent to a device", can("downlinks", "write"), 204, {
    params: byId,
  }),
} as const;
