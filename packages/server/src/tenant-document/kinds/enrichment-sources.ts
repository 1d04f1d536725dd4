import { ENDPOINTS } from "@lorats/api";
import { everyItem } from "@lorats/platform";
import { enrichmentHandlers, settingsOf } from "../../http/handlers/enrichment.ts";
import { secretOf } from "../../outbound/kept-secret.ts";
import { fieldsOf, perform, type DocumentKind, type Fields, SWITCHED_OFF } from "../kind.ts";

export const ENRICHMENT_SOURCES: DocumentKind = {
  list: "enrichmentSources",
  resource: "connectors",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.enrichmentSources, tenantId)) {
      const secret = await secretOf(stores, one.secretKeyId);
      yield {
        id: one.id,
        fields: fieldsOf(one, "secretKeyId"),
        secrets: secret === undefined ? {} : { secret },
      };
    }
  },
  key: ({ kind, name, applicationId }) => JSON.stringify([kind, name, applicationId]),
  references: { applicationId: ["applications"] },
  withoutSecrets: SWITCHED_OFF,
  createBody: ENDPOINTS.createEnrichmentSource.body,
  updateBody: ENDPOINTS.updateEnrichmentSource.body,
  check(_, __, body) {
    settingsOf(String(body["kind"]), body["settings"] as Fields);
  },
  create: (asker, _, body) =>
    perform(enrichmentHandlers, "createEnrichmentSource", asker, {}, body),
  async update(asker, id, body) {
    await perform(enrichmentHandlers, "updateEnrichmentSource", asker, { id }, body);
  },
};
