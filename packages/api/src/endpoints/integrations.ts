import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import {
  integration,
  integrationCreate,
  integrationCreated,
  integrationUpdate,
} from "../schemas/integrations.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const integrationsEndpoints = {
  listIntegrations: read("List integrations", can("integrations", "read"), {
    query: tenantPageQuery,
    response: page(integration),
  }),
  createIntegration: endpoint("Create an integration", can("integrations", "write"), 201, {
    body: integrationCreate,
    response: integrationCreated,
  }),
  getIntegration: read("Read an integration", can("integrations", "read"), {
    params: byId,
    response: integration,
  }),
  updateIntegration: endpoint("Change an integration", can("integrations", "write"), 200, {
    params: byId,
    body: integrationUpdate,
    response: integration,
  }),
  deleteIntegration: endpoint("Delete an integration", can("integrations", "write"), 204, {
    params: byId,
  }),
} as const;
