import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import {
  enrichmentKinds,
  enrichmentSource,
  enrichmentSourceCreate,
  enrichmentSourceUpdate,
} from "../schemas/enrichment.ts";
import { can, endpoint, read } from "./endpoint.ts";

const mayRead = can("connectors", "read");
const mayWrite = can("connectors", "write");

export const enrichmentEndpoints = {
  listEnrichmentKinds: read("What payloads can be enriched with", mayRead, {
    response: enrichmentKinds,
  }),
  listEnrichmentSources: read("List enrichment sources", mayRead, {
    query: tenantPageQuery,
    response: page(enrichmentSource),
  }),
  createEnrichmentSource: endpoint("Enrich payloads with outside data", mayWrite, 201, {
    body: enrichmentSourceCreate,
    response: enrichmentSource,
  }),
  getEnrichmentSource: read("Read an enrichment source and how it does", mayRead, {
    params: byId,
    response: enrichmentSource,
  }),
  updateEnrichmentSource: endpoint("Change an enrichment source", mayWrite, 200, {
    params: byId,
    body: enrichmentSourceUpdate,
    response: enrichmentSource,
  }),
  deleteEnrichmentSource: endpoint("Delete an enrichment source", mayWrite, 204, {
    params: byId,
  }),
} as const;
