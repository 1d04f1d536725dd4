import { byId, page } from "../schemas/common.ts";
import {
  device,
  deviceCreate,
  deviceImport,
  deviceImported,
  deviceDeletion,
  deviceKeys,
  deviceMove,
  deviceQuery,
  deviceUpdate,
} from "../schemas/devices.ts";
import { can, endpoint, none, read } from "./endpoint.ts";

export const devicesEndpoints = {
  listDevices: read("List devices", can("devices", "read"), {
    query: deviceQuery,
    response: page(device),
  }),
  createDevice: endpoint("Create a device", can("devices", "write"), 201, {
    body: deviceCreate,
    response: device,
  }),
  importDevices: endpoint(
    "Create many devices from a table or a list",
    can("devices", "write"),
    200,
    { body: deviceImport, response: deviceImported },
  ),
  getDevice: read("Read a device", can("devices", "read"), { params: byId, response: device }),
  updateDevice: endpoint("Change a device", can("devices", "write"), 200, {
    params: byId,
    body: deviceUpdate,
    response: device,
  }),
  deleteDevice: endpoint(
    "Delete a device and its keys; its history stays or is erased with it",
    can("devices", "write"),
    204,
    { params: byId, query: deviceDeletion },
  ),
  moveDevice: endpoint(
    "Move a device, with its history, to another application or tenant",
    can("devices", "write"),
    200,
    { params: byId, body: deviceMove, response: device },
  ),
  revealKeys: endpoint(
    "Show a device's keys; who did it stands in the audit log",
    can("devices", "write"),
    200,
    { params: byId, body: none, response: deviceKeys },
  ),
} as const;
