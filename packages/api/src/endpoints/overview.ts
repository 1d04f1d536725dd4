import { overview, overviewQuery } from "../schemas/overview.ts";
import { can, read } from "./endpoint.ts";

export const overviewEndpoints = {
  getOverview: read("Fleet and traffic of the last day, at a glance", can("events", "read"), {
    query: overviewQuery,
    response: overview,
  }),
} as const;
