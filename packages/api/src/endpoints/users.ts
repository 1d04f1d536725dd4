import { tenantPageQuery, user, userCreate, userUpdate } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const usersEndpoints = {
  listUsers: read("List users", can("users", "read"), {
    query: tenantPageQuery,
    response: page(user),
  }),
  createUser: endpoint("Create a user", can("users", "write"), 201, {
    body: userCreate,
    response: user,
  }),
  getUser: read("Read a user", can("users", "read"), { params: byId, response: user }),
  updateUser: endpoint("Change a user", can("users", "write"), 200, {
    params: byId,
    body: userUpdate,
    response: user,
  }),
  deleteUser: endpoint("Delete a user", can("users", "write"), 204, { params: byId }),
} as const;
