import { z } from "zod";
import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import {
  measurementList,
  measurementQuery,
  reprocessCreate,
  reprocessJob,
  series,
} from "../schemas/measurements.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const measurementsEndpoints = {
  listSeries: read("List what a device measures", can("events", "read"), {
    params: byId,
    response: z.object({ items: z.array(series) }),
  }),
  getMeasurements: read("Read a series of a device, oldest first", can("events", "read"), {
    params: byId,
    query: measurementQuery,
    response: measurementList,
  }),

  listReprocessing: read("List recomputations since the server started", can("events", "read"), {
    query: tenantPageQuery,
    response: page(reprocessJob),
  }),
  startReprocessing: endpoint(
    "Recompute what is derived from uplinks, after a codec changed",
    can("events", "write"),
    201,
    { body: reprocessCreate, response: reprocessJob },
  ),
  getReprocessing: read("How far a recomputation has come", can("events", "read"), {
    params: byId,
    response: reprocessJob,
  }),
  cancelReprocessing: endpoint("Stop a recomputation", can("events", "write"), 204, {
    params: byId,
  }),
} as const;
