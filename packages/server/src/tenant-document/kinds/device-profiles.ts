import { ENDPOINTS } from "@lorats/api";
import { everyItem, type CodecChoice } from "@lorats/platform";
import { checkCodec, deviceProfileHandlers } from "../../http/handlers/device-profiles.ts";
import { fieldsOf, perform, type DocumentKind } from "../kind.ts";

/** With their codecs. */
export const DEVICE_PROFILES: DocumentKind = {
  list: "deviceProfiles",
  resource: "device-profiles",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.registry.deviceProfiles, tenantId)) {
      yield { id: one.id, fields: fieldsOf(one), secrets: {} };
    }
  },
  key: ({ name }) => String(name),
  createBody: ENDPOINTS.createDeviceProfile.body,
  updateBody: ENDPOINTS.updateDeviceProfile.body,
  check: ({ services }, _, { codec }) => checkCodec(services, codec as CodecChoice),
  create: (asker, _, body) =>
    perform(deviceProfileHandlers, "createDeviceProfile", asker, {}, body),
  async update(asker, id, body) {
    await perform(deviceProfileHandlers, "updateDeviceProfile", asker, { id }, body);
  },
};
