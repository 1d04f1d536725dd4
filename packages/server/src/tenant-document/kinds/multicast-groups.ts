import { ENDPOINTS } from "@lorats/api";
import { toHex } from "@lorats/base";
import { everyItem } from "@lorats/platform";
import { multicastGroupHandlers } from "../../http/handlers/multicast-groups.ts";
import { fieldsOf, perform, type DocumentKind } from "../kind.ts";

/** Not without their keys: what was made up here would be heard by nobody. */
export const MULTICAST_GROUPS: DocumentKind = {
  list: "multicastGroups",
  resource: "devices",
  async *read({ stores: { registry, keys } }, tenantId) {
    for await (const one of everyItem(registry.multicastGroups, tenantId)) {
      const { id, mcNetSKeyId, mcAppSKeyId, deviceIds, gatewayIds } = one;
      const secrets = await keys.get([mcNetSKeyId, mcAppSKeyId]);
      const devices = await registry.devices.get(deviceIds);
      const gateways = await registry.gateways.get(gatewayIds);
      const [net, app] = [secrets.get(mcNetSKeyId), secrets.get(mcAppSKeyId)];
      yield {
        id,
        fields: {
          ...fieldsOf(one, "mcNetSKeyId", "mcAppSKeyId"),
          // Members that were deleted meanwhile are not members of a new group.
          deviceIds: deviceIds.filter((member) => devices.has(member)),
          gatewayIds: gatewayIds.filter((member) => gateways.has(member)),
        },
        secrets: {
          ...(net && { mcNetSKey: toHex(net) }),
          ...(app && { mcAppSKey: toHex(app) }),
        },
      };
    }
  },
  key: ({ applicationId, mcAddr, name }) => JSON.stringify([applicationId, mcAddr, name]),
  references: {
    applicationId: ["applications"],
    deviceIds: ["devices"],
    gatewayIds: ["gateways"],
  },
  createBody: ENDPOINTS.createMulticastGroup.body,
  updateBody: ENDPOINTS.updateMulticastGroup.body,
  create: (asker, _, body) =>
    perform(multicastGroupHandlers, "createMulticastGroup", asker, {}, body),
  async update(asker, id, body) {
    await perform(multicastGroupHandlers, "updateMulticastGroup", asker, { id }, body);
  },
};
