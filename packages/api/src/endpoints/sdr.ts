import { byId, page } from "../schemas/common.ts";
import {
  byGatewayAndSnippet,
  sdrRequests,
  snippet,
  snippetDelivery,
  snippetRequest,
  snippetWithDocument,
  spectrumAnswer,
  spectrumPage,
  spectrumQuery,
} from "../schemas/sdr.ts";
import { can, endpoint, read } from "./endpoint.ts";

/** What gateways with an SDR saw of the air. People ask; the gateway, which may sit behind a firewall, looks and delivers. */
export const sdrEndpoints = {
  requestSnippet: endpoint("Ask for the samples of a preamble", can("gateways", "write"), 201, {
    params: byId,
    body: snippetRequest,
    response: snippet,
  }),
  listSnippets: read("List the samples asked for lately", can("gateways", "read"), {
    params: byId,
    response: page(snippet),
  }),
  getSnippet: read("Read the samples of a preamble", can("gateways", "read"), {
    params: byGatewayAndSnippet,
    response: snippetWithDocument,
  }),
  deliverSnippet: endpoint("Deliver samples (gateways)", can("gateways", "write"), 204, {
    params: byGatewayAndSnippet,
    body: snippetDelivery,
  }),
  getSpectrum: read("Read the waterfall", can("gateways", "read"), {
    params: byId,
    query: spectrumQuery,
    response: spectrumAnswer,
  }),
  deliverSpectrum: endpoint("Deliver the waterfall (gateways)", can("gateways", "write"), 204, {
    params: byId,
    body: spectrumPage,
  }),
  getSdrRequests: read("What is wanted of a gateway's SDR", can("gateways", "read"), {
    params: byId,
    response: sdrRequests,
  }),
} as const;
