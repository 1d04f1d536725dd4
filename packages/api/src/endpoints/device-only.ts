import { z } from "zod";
import { uuid } from "../schemas/common.ts";
import { deviceUplink, deviceUplinkTaken, downlinks } from "../schemas/device-only.ts";
import { endpoint, read } from "./endpoint.ts";

/** For devices over IP, with a credential of their own: it says which device this is about. */
export const deviceOnlyEndpoints = {
  sendUplink: endpoint("As a device: say something", "device", 200, {
    body: deviceUplink,
    response: deviceUplinkTaken,
  }),
  listDownlinks: read("As a device: ask what waits for me", "device", { response: downlinks }),
  confirmDownlink: endpoint("As a device: I have it", "device", 204, {
    params: z.object({ itemId: uuid }),
  }),
} as const;
