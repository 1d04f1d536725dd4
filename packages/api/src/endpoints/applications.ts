import {
  application,
  applicationCreate,
  applicationQuery,
  applicationUpdate,
} from "../schemas/applications.ts";
import { byId, page } from "../schemas/common.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const applicationsEndpoints = {
  listApplications: read("List applications", can("applications", "read"), {
    query: applicationQuery,
    response: page(application),
  }),
  createApplication: endpoint("Create an application", can("applications", "write"), 201, {
    body: applicationCreate,
    response: application,
  }),
  getApplication: read("Read an application", can("applications", "read"), {
    params: byId,
    response: application,
  }),
  updateApplication: endpoint("Change an application", can("applications", "write"), 200, {
    params: byId,
    body: applicationUpdate,
    response: application,
  }),
  deleteApplication: endpoint("Delete an empty application", can("applications", "write"), 204, {
    params: byId,
  }),
} as const;
