import { ENDPOINTS } from "@lorats/api";
import { DEFAULT_POLICY, type TrustPolicy } from "@lorats/trust";
import { everyItem } from "@lorats/platform";
import { applicationHandlers } from "../../http/handlers/applications.ts";
import { trustHandlers } from "../../http/handlers/trust.ts";
import { fieldsOf, perform, type Asker, type DocumentKind, type Fields } from "../kind.ts";

export const APPLICATIONS: DocumentKind = {
  list: "applications",
  resource: "applications",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.registry.applications, tenantId)) {
      yield { id: one.id, fields: fieldsOf(one), secrets: {} };
    }
  },
  key: ({ name }) => String(name),
  createBody: ENDPOINTS.createApplication.body,
  updateBody: ENDPOINTS.updateApplication.body,
  create: (asker, _, body) => perform(applicationHandlers, "createApplication", asker, {}, body),
  async update(asker, id, body) {
    await perform(applicationHandlers, "updateApplication", asker, { id }, body);
  },
};

async function setPolicy(asker: Asker, { applicationId, ...policy }: Fields): Promise<void> {
  await perform(trustHandlers, "setTrustPolicy", asker, { id: applicationId }, policy);
}

const policyBody = ENDPOINTS.setTrustPolicy.body.extend({
  applicationId: ENDPOINTS.createDevice.body.shape.applicationId,
});

/** How applications want their frames judged, where that is not as it is for all. */
export const TRUST_POLICIES: DocumentKind = {
  list: "trustPolicies",
  resource: "applications",
  async *read({ stores, trust }, tenantId) {
    for await (const { id } of everyItem(stores.registry.applications, tenantId)) {
      const policy = trust.policyOf(id);
      const names = Object.keys(DEFAULT_POLICY) as (keyof TrustPolicy)[];
      if (names.every((name) => policy[name] === DEFAULT_POLICY[name])) continue;
      yield { id, fields: { applicationId: id, ...policy }, secrets: {} };
    }
  },
  key: ({ applicationId }) => String(applicationId),
  references: { applicationId: ["applications"] },
  createBody: policyBody,
  updateBody: policyBody,
  async create(asker, _, body) {
    await setPolicy(asker, body);
    return { id: String(body["applicationId"]) };
  },
  update: (asker, _, body) => setPolicy(asker, body),
};
