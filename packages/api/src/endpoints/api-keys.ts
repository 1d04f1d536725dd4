import { apiKey, apiKeyCreate, apiKeyCreated, tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const apiKeysEndpoints = {
  listApiKeys: read("List API keys", can("api-keys", "read"), {
    query: tenantPageQuery,
    response: page(apiKey),
  }),
  createApiKey: endpoint("Create an API key", can("api-keys", "write"), 201, {
    body: apiKeyCreate,
    response: apiKeyCreated,
  }),
  deleteApiKey: endpoint("Revoke an API key", can("api-keys", "write"), 204, { params: byId }),
} as const;
