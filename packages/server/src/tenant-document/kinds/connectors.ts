import { ENDPOINTS } from "@lorats/api";
import { everyItem } from "@lorats/platform";
import { connectorHandlers, settingsOf } from "../../http/handlers/connectors.ts";
import { secretOf } from "../../outbound/kept-secret.ts";
import { fieldsOf, perform, type DocumentKind, type Fields, SWITCHED_OFF } from "../kind.ts";

/** The other side calls another address with another token. */
export const CONNECTORS: DocumentKind = {
  list: "connectors",
  resource: "connectors",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.connectors, tenantId)) {
      const secret = await secretOf(stores, one.secretKeyId);
      yield {
        id: one.id,
        fields: fieldsOf(one, "tokenHash", "secretKeyId"),
        secrets: secret === undefined ? {} : { secret },
      };
    }
  },
  key: ({ kind, name, applicationId }) => JSON.stringify([kind, name, applicationId]),
  references: { applicationId: ["applications"], profileId: ["deviceProfiles"] },
  withoutSecrets: SWITCHED_OFF,
  createBody: ENDPOINTS.createConnector.body,
  updateBody: ENDPOINTS.updateConnector.body,
  check(_, __, body) {
    settingsOf(String(body["kind"]), body["settings"] as Fields);
  },
  async create(asker, _, body) {
    const { id, token } = await perform(connectorHandlers, "createConnector", asker, {}, body);
    return { id, secret: token };
  },
  async update(asker, id, body) {
    await perform(connectorHandlers, "updateConnector", asker, { id }, body);
  },
};
