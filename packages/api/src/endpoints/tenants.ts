import { z } from "zod";
import { byId, page, pageQuery } from "../schemas/common.ts";
import { tenant, tenantCreate, tenantUpdate } from "../schemas/tenants.ts";
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
  updateTenant: endpoint("Change a tenant", can("tenants", "write"), 200, {
    params: byId,
    body: tenantUpdate,
    response: tenant,
  }),
  deleteTenant: endpoint("Delete an empty tenant (server admins)", can("tenants", "write"), 204, {
    params: byId,
  }),
} as const;
