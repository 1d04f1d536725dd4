import { newId, type ApplicationId } from "@lorats/base";
import type { Application } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { defined, merged, pageOf, shown } from "../shapes.ts";
import { tenantOfList, tenantOfNew } from "../tenancy.ts";

const show = (application: Application) => ({
  ...shown(application),
  tags: { ...application.tags },
});

type Operations =
  | "listApplications"
  | "createApplication"
  | "getApplication"
  | "updateApplication"
  | "deleteApplication";

export const applicationHandlers: Handlers<Operations> = {
  async listApplications({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "applications");
    const { applications } = services.stores.registry;
    return pageOf(await applications.list({ ...query, tenantId }), show);
  },

  async createApplication({ services, principal, body }) {
    const { clock, random, stores } = services;
    const tenantId = tenantOfNew(principal, body.tenantId, "applications");
    const id = newId<ApplicationId>(clock, random);
    const [created] = await stores.registry.applications.create([
      { ...defined(body), id, tenantId },
    ]);
    const after = show(created!);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "application", id, after });
    return after;
  },

  async getApplication({ services, principal, params }) {
    const { applications } = services.stores.registry;
    return show(await loadOwned(applications, params.id, principal, "applications", "read"));
  },

  async updateApplication({ services, principal, params, body }) {
    const { applications } = services.stores.registry;
    const entity = await loadOwned(applications, params.id, principal, "applications", "write");
    const [updated] = await applications.update([merged(entity, body)]);
    const after = show(updated!);
    const { id, tenantId } = entity;
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "application",
      id,
      before: show(entity),
      after,
    });
    return after;
  },

  async deleteApplication({ services, principal, params }) {
    const { applications } = services.stores.registry;
    const entity = await loadOwned(applications, params.id, principal, "applications", "write");
    await applications.delete([entity.id]);
    const { id, tenantId } = entity;
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "application",
      id,
      before: show(entity),
    });
  },
};
