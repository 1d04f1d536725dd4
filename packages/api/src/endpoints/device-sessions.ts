import { byId } from "../schemas/common.ts";
import { activation, session } from "../schemas/devices.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const deviceSessionsEndpoints = {
  getSession: read("What the network knows of a device's session", can("devices", "read"), {
    params: byId,
    response: session,
  }),
  activate: endpoint(
    "Give a device a session (activation by personalisation)",
    can("devices", "write"),
    200,
    {
      params: byId,
      body: activation,
      response: session,
    },
  ),
  endSession: endpoint(
    "End a device's session; it has to join again",
    can("devices", "write"),
    204,
    {
      params: byId,
    },
  ),
} as const;
