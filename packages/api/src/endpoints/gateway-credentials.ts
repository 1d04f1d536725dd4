import { z } from "zod";
import { byId, page, pageQuery } from "../schemas/common.ts";
import {
  credentialParams,
  gatewayAuthority,
  gatewayCertificateCreate,
  gatewayCertificateCreated,
  gatewayCredential,
  gatewayTokenCreate,
  gatewayTokenCreated,
  ltsKeyPut,
  ltsKeySet,
} from "../schemas/gateway-credentials.ts";
import { can, endpoint, read } from "./endpoint.ts";

export const gatewayCredentialsEndpoints = {
  listGatewayCredentials: read("List a gateway's credentials", can("gateways", "read"), {
    params: byId,
    query: z.object(pageQuery),
    response: page(gatewayCredential),
  }),
  createGatewayToken: endpoint("Give a gateway a token", can("gateways", "write"), 201, {
    params: byId,
    body: gatewayTokenCreate,
    response: gatewayTokenCreated,
  }),
  createGatewayCertificate: endpoint(
    "Issue a client certificate to a gateway, or renew one",
    can("gateways", "write"),
    201,
    { params: byId, body: gatewayCertificateCreate, response: gatewayCertificateCreated },
  ),
  revokeGatewayCredential: endpoint(
    "Revoke a gateway's token or certificate",
    can("gateways", "write"),
    204,
    { params: credentialParams },
  ),
  setGatewayLtsKey: endpoint(
    "Set the key with which a gateway vouches for what its SDR saw",
    can("gateways", "write"),
    200,
    { params: byId, body: ltsKeyPut, response: ltsKeySet },
  ),
  deleteGatewayLtsKey: endpoint("Take that key away", can("gateways", "write"), 204, {
    params: byId,
  }),
  getGatewayAuthority: read(
    "The authority that gateways trust, and what it revoked",
    can("gateways", "read"),
    { response: gatewayAuthority },
  ),
} as const;
