import { z } from "zod";
import { byId, page, pageQuery } from "../schemas/common.ts";
import {
  quotas,
  tenant,
  tenantCreate,
  tenantUpdate,
  usage,
  usageQuery,
} from "../schemas/tenants.ts";
import {
  tenantDocument,
  tenantExport,
  tenantImport,
  tenantImported,
} from "../schemas/tenant-document.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const tenantsEndpoints = {
  listTenants: read("List tenants", can("tenants", "read"), {
    query: z.object(pageQuery),
    response: page(tenant),
  }),
  createTenant: endpoint("Create a tenant (server admins)", can("tenants", "write"), 201, {
    body: tenantCreate,
    response: tenant,
  }),
  getTenant: read("Read a tenant", can("tenants", "read"), { params: byId, response: tenant }),
  getQuotas: read("What a tenant may have, and has", can("tenants", "read"), {
    params: byId,
    response: quotas,
  }),
  getUsage: read("What a tenant and its keys used, by hour, day or month", can("usage", "read"), {
    params: byId,
    query: usageQuery,
    response: usage,
  }),
  exportTenant: read("A tenant's whole configuration, without secrets", can("tenants", "read"), {
    params: byId,
    response: tenantDocument,
  }),
  exportTenantWithSecrets: endpoint(
    "The same with its secrets, sealed; who did it stands in the audit log",
    can("tenants", "write"),
    200,
    { params: byId, body: tenantExport, response: tenantDocument },
  ),
  importTenant: endpoint(
    "Bring a tenant to the configuration of a document; nothing is deleted",
    can("tenants", "write"),
    200,
    { params: byId, body: tenantImport, response: tenantImported },
  ),
  updateTenant: endpoint("Change a tenant", can("tenants", "write"), 200, {
    params: byId,
    body: tenantUpdate,
    response: tenant,
  }),
  deleteTenant: endpoint("Delete an empty tenant (server admins)", can("tenants", "write"), 204, {
    params: byId,
  }),
} as const;
