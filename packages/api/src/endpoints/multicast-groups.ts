import { z } from "zod";
import { byId, page } from "../schemas/common.ts";
import { queueItem } from "../schemas/devices.ts";
import {
  groupMember,
  multicastGroup,
  multicastGroupCreate,
  multicastGroupQuery,
  multicastGroupUpdate,
  multicastItemCreate,
} from "../schemas/multicast-groups.ts";
import { can, endpoint, none, read } from "./endpoint.ts";

const mayWrite = can("devices", "write");

export const multicastGroupsEndpoints = {
  listMulticastGroups: read("List multicast groups", can("devices", "read"), {
    query: multicastGroupQuery,
    response: page(multicastGroup),
  }),
  createMulticastGroup: endpoint("Create a multicast group", mayWrite, 201, {
    body: multicastGroupCreate,
    response: multicastGroup,
  }),
  getMulticastGroup: read("Read a multicast group", can("devices", "read"), {
    params: byId,
    response: multicastGroup,
  }),
  updateMulticastGroup: endpoint("Change a multicast group", mayWrite, 200, {
    params: byId,
    body: multicastGroupUpdate,
    response: multicastGroup,
  }),
  deleteMulticastGroup: endpoint("Delete a multicast group and its keys", mayWrite, 204, {
    params: byId,
  }),
  addGroupDevice: endpoint("Add a device to a multicast group", mayWrite, 200, {
    params: groupMember,
    body: none,
    response: multicastGroup,
  }),
  removeGroupDevice: endpoint("Take a device out of a multicast group", mayWrite, 200, {
    params: groupMember,
    response: multicastGroup,
  }),
  addGroupGateway: endpoint("Let a gateway send to a multicast group", mayWrite, 200, {
    params: groupMember,
    body: none,
    response: multicastGroup,
  }),
  removeGroupGateway: endpoint("Take a gateway from a multicast group", mayWrite, 200, {
    params: groupMember,
    response: multicastGroup,
  }),
  listGroupQueue: read("List what waits to be sent to a group", can("downlinks", "read"), {
    params: byId,
    response: z.object({ items: z.array(queueItem) }),
  }),
  enqueueToGroup: endpoint("Send a message to a multicast group", can("downlinks", "write"), 201, {
    params: byId,
    body: multicastItemCreate,
    response: queueItem,
  }),
  flushGroupQueue: endpoint(
    "Forget what waits to be sent to a group",
    can("downlinks", "write"),
    204,
    { params: byId },
  ),
} as const;
