import { ENDPOINTS } from "@lorats/api";
import { everyItem } from "@lorats/platform";
import { integrationHandlers, settingsOf } from "../../http/handlers/integrations.ts";
import { secretOf } from "../../outbound/kept-secret.ts";
import { perform, type DocumentKind, type Fields, SWITCHED_OFF } from "../kind.ts";

/** Header values may be somebody's token, so they are secrets here. */
export const INTEGRATIONS: DocumentKind = {
  list: "integrations",
  resource: "integrations",
  quota: "integrations",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.integrations, tenantId)) {
      const { id, applicationId, kind, name, enabled, secretKeyId } = one;
      const { headers = {}, ...settings } = one.settings as { headers?: Fields };
      const secret = await secretOf(stores, secretKeyId);
      const owner = applicationId === undefined ? {} : { applicationId };
      yield {
        id,
        fields: { ...owner, kind, name, enabled, [kind]: settings },
        secrets: {
          ...(secret !== undefined && { secret }),
          ...(Object.keys(headers).length > 0 && { [kind]: { headers } }),
        },
      };
    }
  },
  key: ({ kind, name, applicationId }) => JSON.stringify([kind, name, applicationId]),
  references: { applicationId: ["applications"] },
  withoutSecrets: SWITCHED_OFF,
  createBody: ENDPOINTS.createIntegration.body,
  updateBody: ENDPOINTS.updateIntegration.body,
  check(_, __, body) {
    settingsOf(body["kind"] as "webhook", body);
  },
  create: (asker, _, body) => perform(integrationHandlers, "createIntegration", asker, {}, body),
  async update(asker, id, body) {
    await perform(integrationHandlers, "updateIntegration", asker, { id }, body);
  },
};
