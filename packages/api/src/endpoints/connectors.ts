import { tenantPageQuery } from "../schemas/access.ts";
import { byId, page } from "../schemas/common.ts";
import {
  backfillStart,
  connector,
  connectorCreate,
  connectorCreated,
  connectorKinds,
  connectorToken,
  connectorUpdate,
} from "../schemas/connectors.ts";
import { can, endpoint, none, read } from "./endpoint.ts";

export const connectorsEndpoints = {
  listConnectorKinds: read("What connectors can understand", can("connectors", "read"), {
    response: connectorKinds,
  }),
  listConnectors: read("List connectors", can("connectors", "read"), {
    query: tenantPageQuery,
    response: page(connector),
  }),
  createConnector: endpoint("Let another network bring events", can("connectors", "write"), 201, {
    body: connectorCreate,
    response: connectorCreated,
  }),
  getConnector: read("Read a connector", can("connectors", "read"), {
    params: byId,
    response: connector,
  }),
  updateConnector: endpoint("Change a connector", can("connectors", "write"), 200, {
    params: byId,
    body: connectorUpdate,
    response: connector,
  }),
  deleteConnector: endpoint(
    "Delete a connector; its devices stay",
    can("connectors", "write"),
    204,
    {
      params: byId,
    },
  ),
  renewConnectorToken: endpoint("A new token; the old one ends", can("connectors", "write"), 200, {
    params: byId,
    body: none,
    response: connectorToken,
  }),
  startBackfill: endpoint("Fetch what was missed", can("connectors", "write"), 200, {
    params: byId,
    body: backfillStart,
    response: connector,
  }),
} as const;
