import { byId, page } from "../schemas/common.ts";
import {
  deviceProfile,
  deviceProfileCreate,
  deviceProfileQuery,
  deviceProfileUpdate,
} from "../schemas/device-profiles.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const deviceProfilesEndpoints = {
  listDeviceProfiles: read("List device profiles", can("device-profiles", "read"), {
    query: deviceProfileQuery,
    response: page(deviceProfile),
  }),
  createDeviceProfile: endpoint("Create a device profile", can("device-profiles", "write"), 201, {
    body: deviceProfileCreate,
    response: deviceProfile,
  }),
  getDeviceProfile: read("Read a device profile", can("device-profiles", "read"), {
    params: byId,
    response: deviceProfile,
  }),
  updateDeviceProfile: endpoint("Change a device profile", can("device-profiles", "write"), 200, {
    params: byId,
    body: deviceProfileUpdate,
    response: deviceProfile,
  }),
  deleteDeviceProfile: endpoint(
    "Delete an unused device profile",
    can("device-profiles", "write"),
    204,
    { params: byId },
  ),
} as const;
