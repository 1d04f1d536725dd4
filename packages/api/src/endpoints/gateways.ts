import { byId, page } from "../schemas/common.ts";
import {
  gateway,
  gatewayAirtime,
  gatewayCommand,
  gatewayHours,
  gatewayCreate,
  gatewayQuery,
  gatewayUpdate,
} from "../schemas/gateways.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const gatewaysEndpoints = {
  listGateways: read("List gateways", can("gateways", "read"), {
    query: gatewayQuery,
    response: page(gateway),
  }),
  createGateway: endpoint("Create a gateway", can("gateways", "write"), 201, {
    body: gatewayCreate,
    response: gateway,
  }),
  getGateway: read("Read a gateway", can("gateways", "read"), { params: byId, response: gateway }),
  updateGateway: endpoint("Change a gateway", can("gateways", "write"), 200, {
    params: byId,
    body: gatewayUpdate,
    response: gateway,
  }),
  deleteGateway: endpoint("Delete a gateway", can("gateways", "write"), 204, { params: byId }),
  getGatewayHours: read("What a gateway heard and sent, by the hour", can("gateways", "read"), {
    params: byId,
    response: gatewayHours,
  }),
  runGatewayCommand: endpoint(
    "Have a gateway run a program, where the server's settings allow it",
    can("gateways", "write"),
    204,
    { params: byId, body: gatewayCommand },
  ),
  getGatewayAirtime: read("What a gateway spent of its hour on the air", can("gateways", "read"), {
    params: byId,
    response: gatewayAirtime,
  }),
} as const;
