import { page } from "../schemas/common.ts";
import {
  event,
  eventPage,
  eventQuery,
  join,
  joinQuery,
  uplink,
  uplinkQuery,
} from "../schemas/events.ts";
import { can, read } from "./endpoint.ts";

export const eventsEndpoints = {
  listUplinks: read("List uplinks, newest first", can("events", "read"), {
    query: uplinkQuery,
    response: page(uplink),
  }),
  listJoins: read("List joins, newest first", can("events", "read"), {
    query: joinQuery,
    response: page(join),
  }),
  listEvents: read("Read the log", can("events", "read"), {
    query: eventQuery,
    response: eventPage,
  }),
  listAudit: read("Who changed what, newest first", can("audit", "read"), {
    query: joinQuery.pick({ tenantId: true, after: true, limit: true }),
    response: page(event),
  }),
} as const;
