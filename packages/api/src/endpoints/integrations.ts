import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page, pageQuery } from "../schemas/common.ts";
import {
  deadLetter,
  integration,
  integrationCreate,
  integrationCreated,
  integrationUpdate,
  replay,
  replayed,
} from "../schemas/integrations.ts";
import { z } from "zod";
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
  listDeadLetters: read("List what the other side refused for good", can("integrations", "read"), {
    params: byId,
    query: z.object(pageQuery),
    response: page(deadLetter),
  }),
  replayDeadLetters: endpoint("Send dead letters again", can("integrations", "write"), 200, {
    params: byId,
    body: replay,
    response: replayed,
  }),
} as const;
