import type { ApplicationId } from "@lorats/base";
import type { Application } from "@lorats/network";
import type { Handlers } from "../call.ts";
import { RegistryResource } from "../registry-resource.ts";
import { defined, pageOf, shown } from "../shapes.ts";
import { tenantOfNew } from "../tenancy.ts";

const show = (application: Application) => ({
  ...shown(application),
  tags: { ...application.tags },
});

const APPLICATIONS = new RegistryResource<ApplicationId, Application>({
  kind: "application",
  resource: "applications",
  collection: ({ applications }) => applications,
  show,
});

type Operations =
  | "listApplications"
  | "createApplication"
  | "getApplication"
  | "updateApplication"
  | "deleteApplication";

export const applicationHandlers: Handlers<Operations> = {
  async listApplications(call) {
    return pageOf(await APPLICATIONS.list(call, call.query), show);
  },

  async createApplication(call) {
    const { tenantId, ...fields } = call.body;
    const owner = tenantOfNew(call.principal, tenantId, "applications");
    return show(await APPLICATIONS.create(call, owner, fields));
  },

  async getApplication(call) {
    return show(await APPLICATIONS.load(call, call.params.id, "read"));
  },

  async updateApplication(call) {
    const application = await APPLICATIONS.load(call, call.params.id, "write");
    return show(await APPLICATIONS.update(call, application, defined(call.body)));
  },

  async deleteApplication(call) {
    await APPLICATIONS.delete(call, await APPLICATIONS.load(call, call.params.id, "write"));
  },
};
